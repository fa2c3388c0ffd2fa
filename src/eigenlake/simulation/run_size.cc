// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/simulation/run_size.h"

#include <algorithm>

#include "eigenlake/simulation/integral_symmetry.h"

namespace eigenlake {

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
  double count = method_of(size.optimizer).usual_evaluations(size.num_parameters, size.space());
  // An iteration of L-BFGS-B or SLSQP needs little more than one evaluation.
  count = std::min(count, double(size.max_iterations) + 1);
  if (size.max_evaluations > 0) count = std::min(count, double(size.max_evaluations));
  return std::max(1, static_cast<int>(count));
}

int assumed_probes(const RunSize& size) {
  constexpr double kWholeMatrix = 20;
  const double unlimited = method_of(size.optimizer).usual_evaluations(size.num_parameters, size.space());
  // The curvature is not computed if a limit ends the run.
  const bool limited = size.max_evaluations > 0 && assumed_evaluations(size) >= size.max_evaluations;
  const bool settled = !limited && unlimited <= size.max_iterations;
  return settled ? static_cast<int>(std::min(size.num_parameters + 1, kWholeMatrix)) : 0;
}

}  // namespace eigenlake
