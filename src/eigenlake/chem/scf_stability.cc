// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/chem/scf_stability.h"

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>

#include "eigenlake/base/random.h"
#include "eigenlake/chem/davidson.h"

namespace eigenlake {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

constexpr Index kUnitGuesses = 2;

/// The softest rotations by the diagonal, and one that no symmetry forbids.
std::vector<VectorXd> curvature_guesses(const VectorXd& diagonal) {
  const Index size = diagonal.size();
  std::vector<Index> order(static_cast<size_t>(size));
  std::iota(order.begin(), order.end(), Index{0});
  std::ranges::stable_sort(order, {}, [&](Index i) { return diagonal[i]; });
  std::vector<VectorXd> guesses;
  VectorXd dense(size);
  Random random(1);
  // Soft rotations weigh more: the lowest eigenvector is made of them.
  for (Index i = 0; i < size; ++i)
    dense[i] = random.uniform(0.5, 1.0) / std::max(0.1, diagonal[i] - diagonal[order[0]] + 0.1);
  guesses.push_back(std::move(dense));
  for (Index i = 0; i < std::min(kUnitGuesses, size); ++i)
    guesses.push_back(VectorXd::Unit(size, order[static_cast<size_t>(i)]));
  return guesses;
}

}  // namespace

LowestCurvature lowest_curvature(const EnergyExpansion& expansion, double enough, double accuracy) {
  if (expansion.size() == 0) return {std::numeric_limits<double>::infinity(), {}};
  const auto product = [&](const VectorXd& x) { return expansion.hessian_times(x); };
  DavidsonResult lowest =
      lowest_eigenpair(product, expansion.diagonal(), curvature_guesses(expansion.diagonal()),
                       {.residual_threshold = accuracy,
                        .max_iterations = 60,
                        .enough = enough,
                        .least_rounds = 3,
                        .stop = expansion.stop()});
  if (lowest.interrupted) return {0.0, VectorXd::Zero(expansion.size())};
  return {lowest.eigenvalue, std::move(lowest.eigenvector)};
}

SpinOrbitals step_down(const ScfProblem& problem, const EnergyExpansion& expansion,
                       const VectorXd& direction) {
  constexpr std::array<double, 3> kAngles = {0.15, 0.4, 0.8};  // radian
  SpinOrbitals best;
  double lowest = std::numeric_limits<double>::infinity();
  for (const double sign : {1.0, -1.0})
    for (const double angle : kAngles) {
      SpinOrbitals orbitals = expansion.rotated(sign * angle * direction);
      const double energy = build_spin_fock(problem, densities_of(problem, orbitals)).total_energy;
      // The first sign stays where both are equal but for rounding.
      if (energy < lowest - 1e-9) {
        lowest = energy;
        best = std::move(orbitals);
      }
    }
  return best;
}

}  // namespace eigenlake
