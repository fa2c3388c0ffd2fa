#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "eigenlake/quantum/one_particle_density.h"

namespace eigenlake {

/// Expectation values that tell whether a state is what the molecule's electrons allow.
struct StateProperties {
  double num_particles_mean = 0.0;  ///< ⟨N⟩
  double sz_mean = 0.0;             ///< ⟨Sz⟩, in units of ħ
  double s_squared_mean = 0.0;      ///< ⟨S²⟩
  double sector_leakage = 0.0;      ///< 1 − weight on basis states with the molecule's (N_alpha, N_beta)
};

/// Energy and the optional penalty of one state. The optimizer minimises energy + penalty.
struct Evaluation {
  double energy = 0.0;          ///< ⟨H⟩, electronic, hartree
  double penalty = 0.0;         ///< 0 unless a penalty was asked for
  double standard_error = 0.0;  ///< Of the energy, hartree; 0 where it is exact.
  int64_t shots = 0;            ///< Measurements behind it; 0 where it is exact.

  double objective() const { return energy + penalty; }
};

/// What a backend that has gradients adds to an estimator.
class GradientEstimator {
 public:
  virtual ~GradientEstimator() = default;
  /// Also writes d(energy + penalty)/d(parameter) into `gradient`, [num_parameters].
  virtual Evaluation evaluate_with_gradient(std::span<const double> parameters,
                                            std::span<double> gradient) = 0;
  /// A rough diagonal of the Hessian, [num_parameters], hartree per radian²: what helps an eigensolver. Empty
  /// where nothing is known.
  virtual std::vector<double> rough_hessian_diagonal() const { return {}; }
};

/// What a backend that has the state itself adds to an estimator.
class StateInspector {
 public:
  virtual ~StateInspector() = default;
  virtual StateProperties properties(std::span<const double> parameters) = 0;
  /// Of the state at these parameters.
  virtual OneParticleDensity one_particle_density(std::span<const double> parameters) = 0;
};

/// An ansatz and a Hamiltonian bound together by a backend: parameters in, energy out. What the VQE loop sees
/// of the quantum module.
///
/// Threads: one estimator is used from one thread at a time.
class Estimator {
 public:
  virtual ~Estimator() = default;
  virtual int num_parameters() const = 0;
  /// Requires: parameters.size() == num_parameters().
  virtual Evaluation evaluate(std::span<const double> parameters) = 0;
  /// Null where the backend has no gradients. Lives as long as the estimator.
  virtual GradientEstimator* gradient() { return nullptr; }
  /// Null where the backend does not have the state. Lives as long as the estimator.
  virtual StateInspector* inspector() { return nullptr; }
};

/// An estimator that has everything, exactly; implemented by the full state vector and by the symmetry
/// sector.
///
/// Deterministic: the same parameters give the same bits at any number of threads.
class ExactEstimator : public Estimator, public GradientEstimator, public StateInspector {
 public:
  GradientEstimator* gradient() final { return this; }
  StateInspector* inspector() final { return this; }
};

}  // namespace eigenlake
