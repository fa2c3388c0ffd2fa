// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/chem/export/turned_orbitals.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "eigenlake/chem/linear_algebra.h"

namespace eigenlake {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::Vector3d;

/// More than the 2 · 7 + 1 functions of the highest angular momentum.
constexpr int kNumDirections = 40;

/// Directions that cover the sphere evenly: heights in equal steps, turned by the golden angle.
std::vector<Vector3d> sample_directions() {
  const double golden_angle = std::numbers::pi * (3.0 - std::sqrt(5.0));
  std::vector<Vector3d> directions;
  for (int k = 0; k < kNumDirections; ++k) {
    const double z = 1.0 - (2.0 * k + 1.0) / kNumDirections, radius = std::sqrt(1.0 - z * z);
    directions.emplace_back(radius * std::cos(golden_angle * k), radius * std::sin(golden_angle * k), z);
  }
  return directions;
}

/// Real solid harmonics at a unit vector in the integral library's order: x, y, z for l = 1, otherwise m = −l
/// … l, cosines for m > 0. All of one norm.
Eigen::VectorXd solid_harmonics(int l, const Vector3d& direction) {
  if (l == 1) return direction;
  Eigen::VectorXd values(2 * l + 1);
  const double z = std::clamp(direction[2], -1.0, 1.0), angle = std::atan2(direction[1], direction[0]);
  double norm = 1.0;  // √(2 (l−m)! / (l+m)!)
  values[l] = std::assoc_legendre(static_cast<unsigned>(l), 0, z);
  for (int m = 1; m <= l; ++m) {
    norm /= std::sqrt((l + m) * (l - m + 1.0));
    const double part = std::numbers::sqrt2 * norm * std::assoc_legendre(l, m, z);
    values[l + m] = part * std::cos(m * angle);
    values[l - m] = part * std::sin(m * angle);
  }
  return values;
}

/// T with coefficients in the input's axes = T · coefficients in the frame's, from the harmonics at points
/// given in both.
MatrixXd turn_of_harmonics(int l, const Eigen::Matrix3d& axes) {
  MatrixXd input(kNumDirections, 2 * l + 1), framed(kNumDirections, 2 * l + 1);
  const std::vector<Vector3d> directions = sample_directions();
  for (Index k = 0; k < kNumDirections; ++k) {
    const Vector3d& direction = directions[static_cast<size_t>(k)];
    input.row(k) = solid_harmonics(l, direction);
    framed.row(k) = solid_harmonics(l, axes * direction);
  }
  return solve_linear(input.transpose() * input, input.transpose() * framed);
}

/// Number of functions of each atom.
std::vector<Index> functions_of_atoms(size_t num_atoms, const std::vector<AoLabel>& labels) {
  std::vector<Index> counts(num_atoms, 0);
  for (const AoLabel& label : labels) ++counts[static_cast<size_t>(label.atom)];
  return counts;
}

/// For each atom of the frame the input's index of its first function.
std::vector<Index> first_functions(const StandardFrame& frame, const std::vector<AoLabel>& labels) {
  const size_t num_atoms = frame.atoms.size();
  const std::vector<Index> counts = functions_of_atoms(num_atoms, labels);
  std::vector<size_t> framed(num_atoms);  // inverse of frame.atoms
  for (size_t i = 0; i < num_atoms; ++i) framed[frame.atoms[i]] = i;
  std::vector<Index> first(num_atoms, 0);
  Index next = 0;
  for (const size_t atom : framed) {
    first[atom] = next;
    next += counts[atom];
  }
  return first;
}

}  // namespace

MatrixXd orbitals_of_input(const StandardFrame& frame, const std::vector<AoLabel>& labels,
                           const MatrixXd& coefficients) {
  std::vector<MatrixXd> turns;
  for (const AoLabel& label : labels)
    while (static_cast<int>(turns.size()) <= label.angular_momentum)
      turns.push_back(turn_of_harmonics(static_cast<int>(turns.size()), frame.axes));
  std::vector<Index> next = first_functions(frame, labels);
  MatrixXd turned(coefficients.rows(), coefficients.cols());
  for (size_t i = 0; i < labels.size();) {
    const MatrixXd& turn = turns[static_cast<size_t>(labels[i].angular_momentum)];
    Index& target = next[static_cast<size_t>(labels[i].atom)];
    turned.middleRows(target, turn.rows()) =
        turn * coefficients.middleRows(static_cast<Index>(i), turn.rows());
    target += turn.rows();
    i += static_cast<size_t>(turn.rows());
  }
  return turned;
}

}  // namespace eigenlake
