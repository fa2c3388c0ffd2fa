#include "eigenlake/chem/scf.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "eigenlake/chem/initial_guess.h"
#include "eigenlake/chem/linear_algebra.h"
#include "eigenlake/chem/orbitals.h"
#include "eigenlake/chem/scf_iteration.h"

namespace eigenlake {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;

constexpr double kLinearDependence = 1e-6;

/// What is tried in turn.
constexpr std::array<ScfStabilizer, 3> kStabilizers = {{
    {.level_shift = 0.0, .damping = 0.0, .damped_iterations = 0},
    {.level_shift = 0.3, .damping = 0.5, .damped_iterations = 12},
    {.level_shift = 1.0, .damping = 0.7, .damped_iterations = 60},
}};

Result<ScfMethod> resolve_method(ScfMethod method, const Molecule& molecule) {
  const bool open_shell = molecule.num_alpha() != molecule.num_beta();
  if (method == ScfMethod::kAuto) return open_shell ? ScfMethod::kRohf : ScfMethod::kRhf;
  if (method == ScfMethod::kRhf && open_shell)
    return fail(ErrorKind::kInvalidInput, "expected multiplicity 1 for RHF, found {}; use rohf or uhf",
                molecule.multiplicity);
  return method;
}

Result<ScfProblem> make_problem(const Molecule& molecule, const AoIntegrals& integrals,
                                const ScfOptions& options) {
  ScfProblem problem;
  EIGENLAKE_ASSIGN_OR_RETURN(problem.method, resolve_method(options.method, molecule));
  problem.num_alpha = molecule.num_alpha();
  problem.num_beta = molecule.num_beta();
  problem.integrals = &integrals;
  problem.core_hamiltonian = integrals.core_hamiltonian();
  problem.orthogonalizer = orthogonalizer(integrals.overlap, kLinearDependence);
  problem.nuclear_repulsion_energy = nuclear_repulsion_energy(molecule);
  problem.pool = options.pool;
  if (problem.num_alpha > problem.orthogonalizer.cols())
    return fail(ErrorKind::kInvalidInput,
                "expected at least {} orbitals for as many electrons of one spin, found {}",
                problem.num_alpha, problem.orthogonalizer.cols());
  return problem;
}

std::unexpected<Error> not_converged(const ScfAttempt& attempt) {
  const std::vector<double>& energies = attempt.energies;
  const size_t first = energies.size() - std::min<size_t>(energies.size(), 4);
  std::string last;
  for (size_t i = first; i < energies.size(); ++i)
    last += fmt::format("{}{:.10f}", i == first ? "" : ", ", energies[i]);
  return fail(
      ErrorKind::kNotConverged,
      "SCF did not converge within {} iterations, with level shifting too; last energies {} hartree, largest "
      "gradient {:.2e}",
      attempt.iterations, last, attempt.fock.gradient.cwiseAbs().maxCoeff());
}

Result<ScfAttempt> converge(const ScfProblem& problem, const SpinDensities& guess, const ScfOptions& options,
                            std::vector<std::string>& warnings) {
  ScfAttempt attempt;
  for (const ScfStabilizer& stabilizer : kStabilizers) {
    attempt = iterate_scf(problem, guess, stabilizer, options);
    if (!attempt.converged) continue;
    if (stabilizer.level_shift > 0.0)
      warnings.push_back(
          fmt::format("SCF needed a level shift of {} hartree to converge", stabilizer.level_shift));
    return attempt;
  }
  return not_converged(attempt);
}

/// Orbitals that diagonalise `fock` within the range of `projector` (orthogonal functions' basis), which has
/// rank `count`.
OrbitalSet orbitals_within(const ScfProblem& problem, const MatrixXd& fock, const MatrixXd& projector,
                           Index count) {
  const MatrixXd span = problem.orthogonalizer * eigensystem_of(projector).vectors.rightCols(count);
  const Eigensystem system = eigensystem_of(transformed(fock, span));
  OrbitalSet orbitals{span * system.vectors, system.values};
  fix_convention(orbitals);
  return orbitals;
}

/// All orbitals: those of each class (occupied … empty) in turn. The class densities sum to the unit matrix.
OrbitalSet canonical_orbitals(const ScfProblem& problem, const MatrixXd& fock,
                              const std::vector<MatrixXd>& densities, const std::vector<Index>& counts) {
  const MatrixXd& x = problem.orthogonalizer;
  const MatrixXd to_orthogonal = x.transpose() * problem.integrals->overlap;
  OrbitalSet all{MatrixXd(x.rows(), x.cols()), Eigen::VectorXd(x.cols())};
  MatrixXd empty = MatrixXd::Identity(x.cols(), x.cols());
  Index first = 0;
  const auto append = [&](const MatrixXd& projector, Index count) {
    if (count == 0) return;
    const OrbitalSet set = orbitals_within(problem, fock, projector, count);
    all.coefficients.middleCols(first, count) = set.coefficients;
    all.energies.segment(first, count) = set.energies;
    first += count;
  };
  for (size_t i = 0; i < densities.size(); ++i) {
    const MatrixXd projector = to_orthogonal * densities[i] * to_orthogonal.transpose();
    append(projector, counts[i]);
    empty -= projector;
  }
  append(empty, x.cols() - first);
  return all;
}

void store_orbitals(const ScfProblem& problem, const ScfAttempt& attempt, ScfResult& result) {
  const auto& [alpha, beta] = attempt.densities;
  const Index n = alpha.rows();
  if (problem.method == ScfMethod::kUhf) {
    OrbitalSet set = canonical_orbitals(problem, attempt.fock.alpha, {alpha}, {problem.num_alpha});
    result.mo_coefficients = std::move(set.coefficients);
    result.orbital_energies = std::move(set.energies);
    set = canonical_orbitals(problem, attempt.fock.beta, {beta}, {problem.num_beta});
    result.mo_coefficients_beta = std::move(set.coefficients);
    result.orbital_energies_beta = std::move(set.energies);
    return;
  }
  OrbitalSet set = canonical_orbitals(problem, attempt.fock.effective.leftCols(n), {beta, alpha - beta},
                                      {problem.num_beta, problem.num_alpha - problem.num_beta});
  result.mo_coefficients = result.mo_coefficients_beta = std::move(set.coefficients);
  result.orbital_energies = result.orbital_energies_beta = std::move(set.energies);
}

double s_squared(const ScfProblem& problem, const SpinDensities& densities) {
  const double sz = 0.5 * (problem.num_alpha - problem.num_beta);
  const MatrixXd& overlap = problem.integrals->overlap;
  const double common =
      (densities.alpha * overlap).cwiseProduct((densities.beta * overlap).transpose()).sum();
  return sz * (sz + 1.0) + problem.num_beta - common;
}

void warn_about_orbitals(const ScfProblem& problem, ScfResult& result) {
  const Index dropped = problem.orthogonalizer.rows() - problem.orthogonalizer.cols();
  if (dropped > 0)
    result.warnings.push_back(
        fmt::format("{} nearly linearly dependent basis functions were projected out", dropped));
  const Index occupied = problem.num_alpha;
  if (problem.method == ScfMethod::kRhf && occupied < result.orbital_energies.size() &&
      result.orbital_energies[occupied] < result.orbital_energies[occupied - 1])
    result.warnings.push_back("the highest occupied orbital lies above the lowest empty one");
}

}  // namespace

Result<ScfResult> run_scf(const Molecule& molecule, const BasisSet& basis, const ScfOptions& options) {
  EIGENLAKE_ASSIGN_OR_RETURN(AoIntegrals computed, compute_integrals(molecule, basis, options.pool));
  const auto integrals = std::make_shared<const AoIntegrals>(std::move(computed));
  EIGENLAKE_ASSIGN_OR_RETURN(const ScfProblem problem, make_problem(molecule, *integrals, options));
  EIGENLAKE_ASSIGN_OR_RETURN(MatrixXd guess, atomic_densities_guess(molecule, basis, integrals->labels));
  guess *= 0.5;

  ScfResult result;
  EIGENLAKE_ASSIGN_OR_RETURN(const ScfAttempt attempt,
                             converge(problem, {guess, guess}, options, result.warnings));
  result.method = problem.method;
  result.total_energy = attempt.fock.total_energy;
  result.nuclear_repulsion_energy = problem.nuclear_repulsion_energy;
  result.num_alpha = problem.num_alpha;
  result.num_beta = problem.num_beta;
  result.iterations = attempt.iterations;
  result.s_squared = s_squared(problem, attempt.densities);
  result.overlap_frobenius = integrals->overlap.norm();
  result.core_hamiltonian_trace_S_inv =
      (problem.orthogonalizer.transpose() * problem.core_hamiltonian * problem.orthogonalizer).trace();
  result.integrals = integrals;
  store_orbitals(problem, attempt, result);
  warn_about_orbitals(problem, result);
  return result;
}

}  // namespace eigenlake
