// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/simulation/integral_symmetry.h"

#include <array>
#include <cmath>
#include <vector>

#include "eigenlake/chem/standard_orientation.h"

namespace eigenlake {
namespace {

using Position = std::array<double, 3>;

constexpr double kSamePlace = 1e-5;  // bohr

/// Which axes an operation inverts: bit 0 is x.
using Inversions = unsigned;

Position image_of(const Position& position, Inversions inverted) {
  Position image = position;
  for (unsigned axis = 0; axis < 3; ++axis)
    if (inverted >> axis & 1) image[axis] = -image[axis];
  return image;
}

bool is_same_place(const Position& a, const Position& b) {
  return std::abs(a[0] - b[0]) + std::abs(a[1] - b[1]) + std::abs(a[2] - b[2]) < kSamePlace;
}

/// Of the 2l + 1 real solid harmonics: those that keep their sign less those that change it. The one of m is
/// odd in z where l + m is odd, in y where m < 0, and in x where m plus its oddness in y is odd.
int character_of_shell(int l, Inversions inverted) {
  int character = 0;
  for (int m = -l; m <= l; ++m) {
    const unsigned y = m < 0 ? 1 : 0;
    const unsigned x = (static_cast<unsigned>(std::abs(m)) + y) % 2;
    const unsigned z = static_cast<unsigned>(l + std::abs(m)) % 2;
    const bool odd = ((x & inverted) + (y & inverted >> 1) + (z & inverted >> 2)) % 2 != 0;
    character += odd ? -1 : 1;
  }
  return character;
}

int character_of_atom(const std::vector<Shell>& shells, Inversions inverted) {
  int character = 0;
  for (const Shell& shell : shells)
    character +=
        static_cast<int>(shell.coefficients.cols()) * character_of_shell(shell.angular_momentum, inverted);
  return character;
}

}  // namespace

double nonzero_integral_fraction(const Molecule& molecule, const BasisSet& basis) {
  const Molecule framed = standard_orientation(molecule);
  const auto positions = framed.positions_bohr();
  const auto elements = framed.atomic_numbers();
  double sum = 0.0, count = 0.0, num_operations = 0.0;
  for (Inversions inverted = 0; inverted < 8; ++inverted) {
    double character = 0.0;
    bool is_symmetry = true;
    for (size_t i = 0; i < positions.size() && is_symmetry; ++i) {
      const Position image = image_of(positions[i], inverted);
      size_t target = 0;
      while (target < positions.size() &&
             !(elements[target] == elements[i] && is_same_place(positions[target], image)))
        ++target;
      is_symmetry = target < positions.size();
      if (target == i) character += character_of_atom(basis.shells.at(elements[i]), inverted);
    }
    if (!is_symmetry) continue;
    if (inverted == 0) count = character;
    sum += std::pow(character / count, 4);
    ++num_operations;
  }
  return sum / num_operations;
}

}  // namespace eigenlake
