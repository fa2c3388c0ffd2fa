// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/simulation/time_estimate.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "eigenlake/quantum/ansatz_families.h"
#include "eigenlake/simulation/run_work.h"

namespace eigenlake {
namespace {

constexpr double kOnce = 2e-4;              // seconds for the ansatz, its text and the record
constexpr double kEfficiency = 0.8;         // of each thread beyond the first
constexpr double kParallelSector = 20'000;  // determinants from which threads share a product
constexpr double kParallelQubits = 14;
constexpr double kParallelFunctions = 24;

double speed_up(int num_threads, bool shared) {
  return shared ? 1.0 + kEfficiency * (num_threads - 1) : 1.0;
}

double hamiltonian_seconds(const RunSize& size, const MachineSpeed& speed, int num_threads) {
  constexpr double kFunctions = 7;  // of the molecule of scf_overhead
  // A part of it does not grow: the basis, the atoms of the guess. The first time, with cold caches, it takes
  // twice as long as measured.
  constexpr double kFirstTime = 2, kFixed = 0.6;
  const double growing = (1 - kFixed) * std::pow(size.num_functions / kFunctions, 2);
  const double overhead = kFirstTime * speed.scf_overhead * (kFixed + growing);
  const double spins = size.num_alpha == size.num_beta ? 1 : 2;
  const double shared = speed.integral * integral_work(size) +
                        spins * kFockMatrices * speed.fock * fock_work(size.num_functions) +
                        speed.transformation * transformation_work(size.num_functions, size.num_orbitals);
  return overhead + shared / speed_up(num_threads, size.num_functions > kParallelFunctions);
}

/// One energy, or one gradient with its energy.
double evaluation_seconds(const RunSize& size, const MachineSpeed& speed, bool with_gradient) {
  const double sweeps = speed.circuit + (with_gradient ? speed.circuit_gradient : 0.0);
  if (size.space() == StateSpace::kSector)
    return speed.product *
               sector_product_work(size.num_orbitals, size.num_alpha, size.num_beta, size.symmetry) +
           sweeps * sector_rotation_work(size.num_orbitals, size.num_alpha, size.num_beta);
  const bool real = family_of(size.ansatz).is_real();
  return speed.product * state_product_work(size.num_qubits(), real, size.symmetry) +
         sweeps * circuit_work(size.num_qubits(), real, size.num_parameters);
}

/// The optimizer's own work for each evaluation: COBYLA solves a linear model with a row for each parameter,
/// SLSQP a least-squares problem; about a flop for each element of a cube.
double optimizer_seconds(const RunSize& size) {
  constexpr double kSecondsOfFlop = 0.8e-9;
  const bool dense = method_of(size.optimizer).solves_dense;
  const double p = size.num_parameters;
  return 5e-6 + 2e-7 * p + (dense ? kSecondsOfFlop * p * p * p : 0.0);
}

double minimization_seconds(const RunSize& size, const MachineSpeed& speed, int num_threads) {
  const double evaluation = evaluation_seconds(size, speed, uses_gradient(size.optimizer));
  const double probe = evaluation_seconds(size, speed, true);
  const double each =
      assumed_evaluations(size) * (evaluation + optimizer_seconds(size)) + assumed_probes(size) * probe;
  if (size.restarts > 1) return kOnce + each * std::ceil(double(size.restarts) / num_threads);
  const bool shared = size.space() == StateSpace::kSector ? size.determinants >= kParallelSector
                                                          : size.num_qubits() >= kParallelQubits;
  return kOnce + each / speed_up(num_threads, shared);
}

double reference_seconds(const RunSize& size, const MachineSpeed& speed, int num_threads) {
  const double product = speed.reference * reference_product_work(size.num_orbitals, size.num_alpha,
                                                                  size.num_beta, size.symmetry, true);
  return speed.reference_guess * reference_guess_work(size.determinants, size.symmetry) +
         reference_products(size.determinants, size.symmetry) * product /
             speed_up(num_threads, size.determinants * size.symmetry >= kParallelSector);
}

}  // namespace

TimeEstimate estimate_time(const RunSize& size, const MachineSpeed& speed, int num_threads) {
  TimeEstimate estimate;
  estimate.hamiltonian = hamiltonian_seconds(size, speed, num_threads);
  estimate.mapping = speed.mapping * mapping_work(size.num_orbitals);
  estimate.minimization = minimization_seconds(size, speed, num_threads);
  estimate.beside = size.has_reference && num_threads > 1 && size.space() == StateSpace::kSector &&
                    size.restarts == 1 && size.determinants < kParallelSector;
  if (size.has_reference) estimate.reference = reference_seconds(size, speed, num_threads);
  return estimate;
}

double seconds_side_by_side(std::span<const double> seconds, int num_jobs) {
  std::vector<double> ends(static_cast<size_t>(std::max(1, num_jobs)), 0.0);
  for (const double each : seconds) *std::ranges::min_element(ends) += each;
  return *std::ranges::max_element(ends);
}

}  // namespace eigenlake
