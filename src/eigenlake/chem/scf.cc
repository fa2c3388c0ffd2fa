// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/chem/scf.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "eigenlake/chem/canonical_orbitals.h"
#include "eigenlake/chem/huckel_guess.h"
#include "eigenlake/chem/initial_guess.h"
#include "eigenlake/chem/linear_algebra.h"
#include "eigenlake/chem/orbitals.h"
#include "eigenlake/chem/scf_search.h"
#include "eigenlake/chem/standard_orientation.h"

namespace eigenlake {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;

constexpr double kLinearDependence = 1e-6;

Result<ScfMethod> resolve_method(ScfMethod method, const Molecule& molecule) {
  const bool open_shell = molecule.num_alpha() != molecule.num_beta();
  if (method == ScfMethod::kAuto) return open_shell ? ScfMethod::kRohf : ScfMethod::kRhf;
  if (method == ScfMethod::kRhf && open_shell)
    return fail(ErrorKind::kInvalidInput, "RHF requires multiplicity 1, got {}; use rohf or uhf",
                molecule.multiplicity);
  return method;
}

Result<ScfProblem> make_problem(const Molecule& molecule, const AoIntegrals& integrals, ScfMethod method,
                                const ScfOptions& options) {
  ScfProblem problem;
  problem.method = method;
  problem.num_alpha = molecule.num_alpha();
  problem.num_beta = molecule.num_beta();
  problem.integrals = &integrals;
  problem.core_hamiltonian = integrals.core_hamiltonian();
  problem.orthogonalizer = orthogonalizer(integrals.overlap, kLinearDependence);
  problem.nuclear_repulsion_energy = nuclear_repulsion_energy(molecule);
  problem.pool = options.pool;
  problem.stop = options.stop;
  if (problem.num_alpha > problem.orthogonalizer.cols())
    return fail(ErrorKind::kInvalidInput, "{} electrons of one spin require as many orbitals, got {}",
                problem.num_alpha, problem.orthogonalizer.cols());
  return problem;
}

std::unexpected<Error> not_converged(const ScfSolution& solution) {
  const std::vector<double>& energies = solution.energies;
  const size_t first = energies.size() - std::min<size_t>(energies.size(), 4);
  std::string last;
  for (size_t i = first; i < energies.size(); ++i)
    last += fmt::format("{}{:.10f}", i == first ? "" : ", ", energies[i]);
  return fail(
      ErrorKind::kNotConverged,
      "SCF did not converge within {} iterations, nor by the second-order solver; last energies {} hartree, "
      "largest gradient {:.2e}",
      solution.iterations, last, solution.largest_gradient);
}

/// Atomic densities of which every second atom has more beta than alpha electrons.
SpinDensities alternating_spins(const MatrixXd& half, const std::vector<AoLabel>& labels,
                                double polarization) {
  SpinDensities densities{half, half};
  for (Index i = 0; i < half.rows(); ++i) {
    const double share = labels[static_cast<size_t>(i)].atom % 2 == 0 ? polarization : -polarization;
    densities.alpha.row(i) *= 1.0 + share;
    densities.beta.row(i) *= 1.0 - share;
  }
  return densities;
}

double s_squared(const ScfProblem& problem, const SpinDensities& densities) {
  const double sz = 0.5 * (problem.num_alpha - problem.num_beta);
  const MatrixXd& overlap = problem.integrals->overlap;
  const double common =
      (densities.alpha * overlap).cwiseProduct((densities.beta * overlap).transpose()).sum();
  return sz * (sz + 1.0) + problem.num_beta - common;
}

bool has_aufbau_order(const Eigen::VectorXd& energies, int occupied) {
  return occupied == 0 || occupied == energies.size() ||
         energies.head(occupied).maxCoeff() <= energies.tail(energies.size() - occupied).minCoeff();
}

/// For ROHF closed and empty orbitals alone: where the open ones lie between them is a matter of definition.
bool has_aufbau_order(const ScfProblem& problem, const CanonicalOrbitals& orbitals) {
  if (problem.method == ScfMethod::kRohf) {
    const Eigen::VectorXd& energies = orbitals.alpha_energies;
    const Index empty = energies.size() - problem.num_alpha;
    return problem.num_beta == 0 || empty == 0 ||
           energies.head(problem.num_beta).maxCoeff() <= energies.tail(empty).minCoeff();
  }
  return has_aufbau_order(orbitals.alpha_energies, problem.num_alpha) &&
         has_aufbau_order(orbitals.beta_energies, problem.num_beta);
}

ScfDiagnosis diagnosis_of(const ScfProblem& problem, const ScfSolution& solution,
                          const CanonicalOrbitals& orbitals) {
  ScfDiagnosis diagnosis;
  diagnosis.guess = solution.guess;
  diagnosis.solver = solution.second_order ? "second order" : "diis";
  diagnosis.stable = solution.stable;
  if (std::isfinite(solution.lowest_curvature)) diagnosis.lowest_curvature = solution.lowest_curvature;
  diagnosis.saddles_left = solution.saddles_left;
  diagnosis.aufbau = has_aufbau_order(problem, orbitals);
  return diagnosis;
}

void add_warnings(const ScfProblem& problem, ScfResult& result) {
  const Index dropped = problem.orthogonalizer.rows() - problem.orthogonalizer.cols();
  if (dropped > 0)
    result.warnings.push_back(
        fmt::format("{} nearly linearly dependent basis functions were projected out", dropped));
  if (!result.diagnosis.stable)
    result.warnings.push_back(
        fmt::format("the SCF solution is unstable: its energy falls along a rotation of "
                    "orbitals, curvature {:.2e} hartree per radian²",
                    result.diagnosis.lowest_curvature.value_or(0.0)));
  if (!result.diagnosis.aufbau)
    result.warnings.push_back("the highest occupied orbital lies above the lowest empty one");
}

Result<ScfResult> make_result(const ScfProblem& problem, std::shared_ptr<const AoIntegrals> integrals,
                              const ScfSolution& solution) {
  if (is_stopped(problem.stop)) return fail(ErrorKind::kInterrupted, "SCF was interrupted");
  if (!solution.converged) return not_converged(solution);
  const CanonicalOrbitals orbitals = canonical_orbitals(problem, solution.orbitals);
  ScfResult result;
  result.method = problem.method;
  result.total_energy = solution.energy;
  result.nuclear_repulsion_energy = problem.nuclear_repulsion_energy;
  result.num_alpha = problem.num_alpha;
  result.num_beta = problem.num_beta;
  result.mo_coefficients = orbitals.alpha;
  result.mo_coefficients_beta = orbitals.beta;
  result.orbital_energies = orbitals.alpha_energies;
  result.orbital_energies_beta = orbitals.beta_energies;
  result.s_squared = s_squared(problem, densities_of(problem, solution.orbitals));
  result.iterations = solution.iterations;
  result.diagnosis = diagnosis_of(problem, solution, orbitals);
  result.overlap_frobenius = integrals->overlap.norm();
  result.core_hamiltonian_trace_S_inv =
      (problem.orthogonalizer.transpose() * problem.core_hamiltonian * problem.orthogonalizer).trace();
  result.integrals = std::move(integrals);
  add_warnings(problem, result);
  return result;
}

ScfGuess atomic_guess(const MatrixXd& atoms) {
  return {"atomic densities", {0.5 * atoms, 0.5 * atoms}};
}

/// Those that follow where the superposition of atoms is not enough.
std::vector<ScfGuess> further_guesses(const ScfProblem& problem, const MatrixXd& atoms) {
  const MatrixXd none = MatrixXd::Zero(atoms.rows(), atoms.cols());
  std::vector<ScfGuess> guesses = {{"core", {none, none}}};
  if (auto huckel = huckel_guess(problem, atoms)) guesses.push_back({"huckel", *std::move(huckel)});
  if (problem.method != ScfMethod::kUhf) return guesses;
  for (const double polarization : {0.4, -0.4, 0.9, -0.9})
    guesses.push_back(
        {"alternating spins", alternating_spins(0.5 * atoms, problem.integrals->labels, polarization)});
  guesses.push_back(atomic_guess(atoms));
  return guesses;
}

}  // namespace

Result<ScfResult> run_uhf(const Molecule& molecule, const BasisSet& basis, const ScfResult& restricted,
                          const ScfOptions& options) {
  const Molecule framed = standard_orientation(molecule);
  EIGENLAKE_ASSIGN_OR_RETURN(const ScfProblem problem,
                             make_problem(framed, *restricted.integrals, ScfMethod::kUhf, options));
  const auto make_guesses = [&]() -> Result<std::vector<ScfGuess>> {
    EIGENLAKE_ASSIGN_OR_RETURN(const MatrixXd atoms,
                               atomic_densities_guess(framed, basis, restricted.integrals->labels));
    return further_guesses(problem, atoms);
  };
  const SpinOrbitals start{restricted.mo_coefficients, restricted.mo_coefficients};
  EIGENLAKE_ASSIGN_OR_RETURN(const ScfSolution solution,
                             find_unrestricted(problem, start, make_guesses, options));
  return make_result(problem, restricted.integrals, solution);
}

Result<ScfResult> run_scf(const Molecule& molecule, const BasisSet& basis, const ScfOptions& options) {
  EIGENLAKE_ASSIGN_OR_RETURN(const ScfMethod method, resolve_method(options.method, molecule));
  const Molecule framed = standard_orientation(molecule);
  EIGENLAKE_ASSIGN_OR_RETURN(AoIntegrals computed,
                             compute_integrals(framed, basis, options.pool, options.stop));
  auto integrals = std::make_shared<const AoIntegrals>(std::move(computed));
  const bool closed = molecule.num_alpha() == molecule.num_beta();
  const ScfMethod restricted =
      method == ScfMethod::kUhf ? (closed ? ScfMethod::kRhf : ScfMethod::kRohf) : method;
  EIGENLAKE_ASSIGN_OR_RETURN(const ScfProblem problem, make_problem(framed, *integrals, restricted, options));
  EIGENLAKE_ASSIGN_OR_RETURN(const MatrixXd atoms, atomic_densities_guess(framed, basis, integrals->labels));
  const auto make_guesses = [&]() -> Result<std::vector<ScfGuess>> {
    return further_guesses(problem, atoms);
  };
  EIGENLAKE_ASSIGN_OR_RETURN(const ScfSolution solution,
                             find_restricted(problem, atomic_guess(atoms), make_guesses, options));
  EIGENLAKE_ASSIGN_OR_RETURN(ScfResult result, make_result(problem, std::move(integrals), solution));
  if (method != ScfMethod::kUhf) return result;
  return run_uhf(molecule, basis, result, options);
}

}  // namespace eigenlake
