#include "eigenlake/simulation/run_size.h"

#include <algorithm>

#include "eigenlake/simulation/integral_symmetry.h"

namespace eigenlake {
namespace {

/// Without the limits that the user sets.
double usual_evaluations(const RunSize& size) {
  const double p = size.num_parameters;
  const bool in_sector = size.space() == StateSpace::kSector;
  switch (size.optimizer) {
    case OptimizerKind::kCobyla:
      return 20 * p + 2 * p * p;
    case OptimizerKind::kNelderMead:
      return 25 * p + 3 * p * p;
    case OptimizerKind::kSlsqp:
      return in_sector ? std::min(4 + 1.2 * p, 100.0) : std::min(40 + 3 * p, 250.0);
    case OptimizerKind::kLbfgsb:
      break;
  }
  return in_sector ? std::min(4 + p / 2, 25.0) : std::min(40 + 3 * p, 250.0);
}

}  // namespace

void describe_basis(const Molecule& molecule, const BasisSet& basis, RunSize& size) {
  double sum = 0.0, squares = 0.0;
  for (const int number : molecule.atomic_numbers())
    for (const Shell& shell : basis.shells.at(number)) {
      const int components = 2 * shell.angular_momentum + 1;
      const double work = double(shell.exponents.size()) * components;
      sum += work;
      squares += work * work;
      size.num_functions += components * static_cast<int>(shell.coefficients.cols());
      size.max_angular_momentum = std::max(size.max_angular_momentum, shell.angular_momentum);
    }
  size.num_atoms = static_cast<int>(molecule.num_atoms());
  size.shell_pair_work = (sum * sum + squares) / 2;
  size.symmetry = nonzero_integral_fraction(molecule, basis);
}

int assumed_evaluations(const RunSize& size) {
  if (size.num_parameters == 0) return 1;
  double count = usual_evaluations(size);
  // An iteration of L-BFGS-B and SLSQP takes hardly more than one evaluation.
  count = std::min(count, double(size.max_iterations) + 1);
  if (size.max_evaluations > 0) count = std::min(count, double(size.max_evaluations));
  return std::max(1, static_cast<int>(count));
}

int assumed_probes(const RunSize& size) {
  constexpr double kWholeMatrix = 20;
  // A run that a limit ends is not looked at.
  const bool limited = size.max_evaluations > 0 && assumed_evaluations(size) >= size.max_evaluations;
  const bool settled = !limited && usual_evaluations(size) <= size.max_iterations;
  return settled ? static_cast<int>(std::min(size.num_parameters + 1, kWholeMatrix)) : 0;
}

}  // namespace eigenlake
