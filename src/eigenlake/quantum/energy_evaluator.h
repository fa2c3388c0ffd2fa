#pragma once

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
  double energy = 0.0;   ///< ⟨H⟩, electronic, hartree
  double penalty = 0.0;  ///< 0 unless a penalty was asked for
};

/// An ansatz and a Hamiltonian bound together: parameters in, energy and gradient out. What the VQE loop sees
/// of the quantum module; implemented by the full state vector and by the symmetry sector.
///
/// Deterministic: the same parameters give the same bits at any number of threads.
/// Threads:  one evaluator is used from one thread at a time.
class EnergyEvaluator {
 public:
  virtual ~EnergyEvaluator() = default;
  virtual int num_parameters() const = 0;
  /// Requires: parameters.size() == num_parameters().
  virtual Evaluation evaluate(std::span<const double> parameters) = 0;
  /// Also writes d(energy + penalty)/d(parameter) into `gradient`, [num_parameters].
  virtual Evaluation evaluate_with_gradient(std::span<const double> parameters,
                                            std::span<double> gradient) = 0;
  virtual StateProperties properties(std::span<const double> parameters) = 0;
  /// Of the state at these parameters.
  virtual OneParticleDensity one_particle_density(std::span<const double> parameters) = 0;
  /// A rough diagonal of the Hessian, [num_parameters], hartree per radian²: what helps an eigensolver. Empty
  /// where nothing is known.
  virtual std::vector<double> rough_hessian_diagonal() const { return {}; }
};

}  // namespace eigenlake
