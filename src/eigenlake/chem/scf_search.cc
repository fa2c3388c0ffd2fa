// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/chem/scf_search.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "eigenlake/chem/canonical_orbitals.h"
#include "eigenlake/chem/scf_iteration.h"
#include "eigenlake/chem/scf_newton.h"
#include "eigenlake/chem/scf_stability.h"

namespace eigenlake {
namespace {

using Eigen::Index;

constexpr int kMaxDiisIterations = 60;
constexpr int kMaxDescents = 12;
constexpr int kMaxScoutDescents = 3;
constexpr double kCurvatureAccuracy = 1e-3;
/// A scout is a descent that stops here to see whether it is worth continuing; hartree per radian.
constexpr double kScoutGradient = 1e-3;
/// Energies this near belong to the same solution, hartree.
constexpr double kSameSolution = 1e-5;
constexpr double kLower = 1e-8;
/// A scout's energy may lie this far above its minimum.
constexpr double kScoutError = 1e-3;
constexpr int kFrontier = 3;   ///< Occupied and empty orbitals each that are exchanged.
constexpr int kMaxRounds = 4;  ///< Of exchanges.
constexpr int kSlowConvergence = 40;

/// Curvature of a solution that hardly has a lower neighbour: found by comparing all solutions of the STO-3G
/// systems in tests/data/scf_minima. The rotations of RHF and ROHF turn both spins, so theirs counts twice.
double comfortable_curvature(ScfMethod method) {
  return method == ScfMethod::kUhf ? 0.25 : 0.6;
}

/// Fock matrices that the search may spend beyond the first solution, so that its time grows little with the
/// size.
int search_budget(const ScfProblem& problem) {
  const double functions = static_cast<double>(problem.integrals->num_functions());
  return static_cast<int>(std::clamp(1e10 / std::pow(functions, 4), 40.0, 6000.0));
}

void add_steps(const NewtonOutcome& outcome, ScfSolution& solution) {
  solution.second_order = true;
  solution.converged = outcome.converged;
  solution.iterations += static_cast<int>(outcome.energies.size());
  solution.energies = outcome.energies;
}

class ScfSearch {
 public:
  ScfSearch(const ScfProblem& problem, const ScfOptions& options) : problem_(problem), options_(options) {
    problem_.fock_builds = &fock_builds_;
  }

  void try_guess(const ScfGuess& guess) { adopt(solve(guess)); }

  void try_determinant(const SpinOrbitals& orbitals, std::string_view name) {
    adopt(descend(orbitals, name));
  }

  void try_exchanges() {
    const bool two_kinds = problem_.num_alpha != problem_.num_beta || problem_.method == ScfMethod::kUhf;
    for (int round = 0; round < kMaxRounds; ++round) {
      const double before = best_.energy;
      const SpinOrbitals frontier = canonical_orbitals(problem_, best_.orbitals);
      for (int distance = 0; distance <= 2 * (kFrontier - 1); ++distance)
        for (int below = 0; below <= distance; ++below) {
          const int above = distance - below;
          if (below >= kFrontier || above >= kFrontier) continue;
          for (const bool beta : {false, true}) {
            if (!budget_left()) return;
            if (beta && !two_kinds) continue;
            if (auto orbitals = exchanged(frontier, beta, below, above)) scout(*std::move(orbitals));
          }
        }
      if (!(best_.energy < before - kLower)) break;
    }
  }

  bool is_stopped() const { return eigenlake::is_stopped(problem_.stop); }
  /// From here on the budget counts.
  void begin_search() { fock_builds_ = 0; }
  bool budget_left() const { return fock_builds_ < search_budget(problem_) && !is_stopped(); }

  bool is_comfortable() const {
    return best_.converged && best_.iterations <= kSlowConvergence &&
           best_.lowest_curvature > comfortable_curvature(problem_.method);
  }
  ScfSolution take_best() { return std::move(best_); }

 private:
  void adopt(ScfSolution solution) {
    const bool better =
        solution.converged != best_.converged ? solution.converged : solution.energy < best_.energy - kLower;
    if (better) best_ = std::move(solution);
  }

  ScfSolution solve(const ScfGuess& guess) const {
    const ScfAttempt attempt = iterate_scf(problem_, guess.densities, options_,
                                           std::min(kMaxDiisIterations, options_.max_iterations));
    ScfSolution solution{.guess = guess.name};
    if (attempt.converged) {
      solution.converged = true;
      solution.energies = attempt.energies;
      follow_down(EnergyExpansion(problem_, attempt.orbitals), solution);
    } else {
      solution = descend(attempt.orbitals, guess.name);
    }
    solution.iterations += static_cast<int>(attempt.energies.size());
    return solution;
  }

  ScfSolution descend(SpinOrbitals orbitals, std::string_view name) const {
    ScfSolution solution{.guess = name};
    NewtonOutcome outcome = minimize_by_newton(problem_, std::move(orbitals), options_);
    add_steps(outcome, solution);
    follow_down(std::move(outcome.expansion), solution);
    return solution;
  }

  /// From a stationary point along unstable directions to one that has none.
  void follow_down(EnergyExpansion expansion, ScfSolution& solution) const {
    while (solution.converged) {
      const LowestCurvature lowest =
          lowest_curvature(expansion, comfortable_curvature(problem_.method), kCurvatureAccuracy);
      solution.lowest_curvature = lowest.value;
      solution.stable = lowest.stable();
      if (solution.stable || solution.saddles_left == kMaxDescents) break;
      ++solution.saddles_left;
      NewtonOutcome outcome =
          minimize_by_newton(problem_, step_down(problem_, expansion, lowest.direction), options_);
      add_steps(outcome, solution);
      expansion = std::move(outcome.expansion);
    }
    solution.energy = expansion.energy();
    solution.largest_gradient = expansion.largest_gradient();
    solution.orbitals = expansion.orbitals();
  }

  /// Goes down far enough to tell whether the end lies below the best solution, and only then to the end.
  void scout(SpinOrbitals orbitals) {
    constexpr std::string_view kName = "exchanged orbitals";
    ScfOptions rough = options_;
    rough.gradient_threshold = kScoutGradient;
    for (int descent = 0; descent <= kMaxScoutDescents && !is_stopped(); ++descent) {
      const NewtonOutcome outcome = minimize_by_newton(problem_, std::move(orbitals), rough);
      const double energy = outcome.expansion.energy();
      if (energy < best_.energy - kLower) return adopt(descend(outcome.expansion.orbitals(), kName));
      if (!outcome.converged || energy < best_.energy + kSameSolution) return;
      if (energy < best_.energy + kScoutError) return adopt(descend(outcome.expansion.orbitals(), kName));
      const LowestCurvature lowest = lowest_curvature(outcome.expansion, 0.0, 10.0 * kCurvatureAccuracy);
      if (lowest.stable()) return;
      orbitals = step_down(problem_, outcome.expansion, lowest.direction);
    }
  }

  std::optional<SpinOrbitals> exchanged(const SpinOrbitals& orbitals, bool beta, int below, int above) const {
    const Index occupied = beta ? problem_.num_beta : problem_.num_alpha;
    const Index i = occupied - 1 - below, a = occupied + above;
    if (i < 0 || a >= problem_.num_orbitals()) return std::nullopt;
    SpinOrbitals result = orbitals;
    const bool both = problem_.method != ScfMethod::kUhf;
    if (both || !beta) result.alpha.col(i).swap(result.alpha.col(a));
    if (both || beta) result.beta.col(i).swap(result.beta.col(a));
    return result;
  }

  ScfProblem problem_;
  const ScfOptions& options_;
  int fock_builds_ = 0;
  ScfSolution best_{.energy = std::numeric_limits<double>::infinity()};
};

/// What follows the first solution, where others are likely.
Result<ScfSolution> search_further(ScfSearch& search, const ScfGuessMaker& make_guesses) {
  if (search.is_comfortable() || search.is_stopped()) return search.take_best();
  search.begin_search();
  EIGENLAKE_ASSIGN_OR_RETURN(const std::vector<ScfGuess> guesses, make_guesses());
  for (size_t i = 0; i < guesses.size() && search.budget_left(); ++i) search.try_guess(guesses[i]);
  search.try_exchanges();
  return search.take_best();
}

}  // namespace

Result<ScfSolution> find_restricted(const ScfProblem& problem, const ScfGuess& first,
                                    const ScfGuessMaker& make_guesses, const ScfOptions& options) {
  ScfSearch search(problem, options);
  search.try_guess(first);
  return search_further(search, make_guesses);
}

Result<ScfSolution> find_unrestricted(const ScfProblem& problem, const SpinOrbitals& restricted,
                                      const ScfGuessMaker& make_guesses, const ScfOptions& options) {
  ScfSearch search(problem, options);
  search.try_determinant(restricted, "restricted");
  return search_further(search, make_guesses);
}

}  // namespace eigenlake
