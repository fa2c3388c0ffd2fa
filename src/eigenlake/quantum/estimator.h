// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "eigenlake/quantum/one_particle_density.h"

namespace eigenlake {

/// Expectation values that show whether a state has the molecule's electrons.
struct StateProperties {
  double num_particles_mean = 0.0;  ///< ⟨N⟩
  double sz_mean = 0.0;             ///< ⟨Sz⟩, in units of ħ
  double s_squared_mean = 0.0;      ///< ⟨S²⟩
  double sector_leakage = 0.0;      ///< 1 − weight on basis states with the molecule's (N_alpha, N_beta)
};

/// Energy and the optional penalty of one state. The optimizer minimises energy + penalty.
struct Evaluation {
  double energy = 0.0;          ///< ⟨H⟩, electronic, hartree
  double penalty = 0.0;         ///< hartree
  double standard_error = 0.0;  ///< Of the energy, hartree; 0 if it is exact.
  int64_t shots = 0;            ///< Measurements; 0 if it is exact.

  double objective() const { return energy + penalty; }
};

/// The part of an estimator with gradients.
class GradientEstimator {
 public:
  virtual ~GradientEstimator() = default;
  /// Also writes d(energy + penalty)/d(parameter) into `gradient`, [num_parameters].
  virtual Evaluation evaluate_with_gradient(std::span<const double> parameters,
                                            std::span<double> gradient) = 0;
  /// A rough diagonal of the Hessian for an eigensolver, [num_parameters], hartree per radian². Empty if
  /// unknown.
  virtual std::vector<double> rough_hessian_diagonal() const { return {}; }
};

/// The part of an estimator with states.
class StateInspector {
 public:
  virtual ~StateInspector() = default;
  virtual StateProperties properties(std::span<const double> parameters) = 0;
  virtual OneParticleDensity one_particle_density(std::span<const double> parameters) = 0;
};

/// The energy of an ansatz and a Hamiltonian as a function of parameters: the interface of the quantum module
/// for the VQE loop.
///
/// Threads: one at a time.
class Estimator {
 public:
  virtual ~Estimator() = default;
  virtual int num_parameters() const = 0;
  /// Requires: parameters.size() == num_parameters().
  virtual Evaluation evaluate(std::span<const double> parameters) = 0;
  /// Null if the backend has no gradients. Lives as long as the estimator.
  virtual GradientEstimator* gradient() { return nullptr; }
  /// Null if the backend does not have the state. Lives as long as the estimator.
  virtual StateInspector* inspector() { return nullptr; }
};

/// An exact estimator with gradients and states: of the full state vector or of the symmetry sector. The same
/// parameters give the same bits at any number of threads.
class ExactEstimator : public Estimator, public GradientEstimator, public StateInspector {
 public:
  GradientEstimator* gradient() final { return this; }
  StateInspector* inspector() final { return this; }
};

}  // namespace eigenlake
