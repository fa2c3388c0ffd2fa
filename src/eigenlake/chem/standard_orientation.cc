// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/chem/standard_orientation.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>
#include <tuple>
#include <utility>

#include <Eigen/Dense>

#include "eigenlake/chem/elements.h"

namespace eigenlake {
namespace {

using Eigen::Matrix3d;
using Eigen::Vector3d;

constexpr size_t kMaxAtoms = 100;
constexpr double kResolution = 1e-5;  // bohr; nearer than this is the same place
/// bohr; nearer values are made equal, so that whole calculations are: far below the accuracy of energies.
constexpr double kFinest = 1e-11;
constexpr double kNowhere = 1e-4;  // bohr; shorter vectors have no direction

/// Places on a grid whose lines lie away from zero and other values that symmetry makes likely.
int64_t grid_index(double value) {
  return static_cast<int64_t>(std::floor(value / kResolution + 0.3819));
}

struct Nucleus {
  int atomic_number = 0;
  size_t atom = 0;  ///< Its place in the input.
  Vector3d position;
};

/// Nuclei as they stand along `axes`.
struct Orientation {
  Matrix3d axes = Matrix3d::Identity();
  std::vector<Nucleus> nuclei;
};

/// What tells atoms apart in a frame; atoms are ordered by it.
using PlaceKey = std::tuple<int, int64_t, int64_t, int64_t>;

PlaceKey key_of(const Nucleus& nucleus) {
  const Vector3d& r = nucleus.position;
  return {-nucleus.atomic_number, grid_index(r[2]), grid_index(r[0]), grid_index(r[1])};
}

std::vector<Nucleus> nuclei_of(const Molecule& molecule) {
  const auto numbers = molecule.atomic_numbers();
  const auto positions = molecule.positions_bohr();
  std::vector<Nucleus> nuclei;
  for (size_t i = 0; i < numbers.size(); ++i)
    nuclei.push_back({numbers[i], i, Vector3d(positions[i].data())});
  return nuclei;
}

Vector3d centre_of_charge(const std::vector<Nucleus>& nuclei) {
  Vector3d centre = Vector3d::Zero();
  double charge = 0.0;
  for (const Nucleus& nucleus : nuclei) {
    centre += nucleus.atomic_number * nucleus.position;
    charge += nucleus.atomic_number;
  }
  return centre / charge;
}

/// Those of `atoms` whose key is the rarest, the first key among equally rare ones.
template <typename KeyOf>
std::vector<size_t> rarest(const std::vector<size_t>& atoms, KeyOf key_of_atom) {
  std::map<decltype(key_of_atom(size_t{0})), std::vector<size_t>> classes;
  for (const size_t atom : atoms) classes[key_of_atom(atom)].push_back(atom);
  const auto smallest =
      std::ranges::min_element(classes, {}, [](const auto& entry) { return entry.second.size(); });
  return smallest == classes.end() ? std::vector<size_t>() : smallest->second;
}

/// z through atom a, and x so that atom b lies in the zx plane.
std::optional<Matrix3d> frame_of(const Vector3d& a, const Vector3d& b, double handedness) {
  const Vector3d z = a.normalized();
  const Vector3d across = b - b.dot(z) * z;
  if (across.norm() < kNowhere) return std::nullopt;
  Matrix3d frame;
  frame.row(2) = z;
  frame.row(0) = across.normalized();
  frame.row(1) = handedness * z.cross(across.normalized());
  return frame;
}

Orientation ordered_in(const Matrix3d& frame, const std::vector<Nucleus>& nuclei) {
  Orientation turned{frame, nuclei};
  for (Nucleus& nucleus : turned.nuclei) nucleus.position = frame * nucleus.position;
  std::ranges::stable_sort(turned.nuclei, {}, key_of);
  return turned;
}

Orientation lower_of(Orientation best, Orientation candidate) {
  if (best.nuclei.empty()) return candidate;
  const bool lower = std::ranges::lexicographical_compare(candidate.nuclei, best.nuclei, {}, key_of, key_of);
  return lower ? candidate : best;
}

/// A frame whose z axis runs through atom a; for a linear molecule any.
Matrix3d frame_along(const Vector3d& a) {
  Eigen::Index least = 0;
  a.cwiseAbs().minCoeff(&least);
  return *frame_of(a, Vector3d::Unit(least) * (1.0 + a.norm()), 1.0);
}

Orientation oriented(const std::vector<Nucleus>& nuclei) {
  const auto at = [&](size_t i) -> const Vector3d& { return nuclei[i].position; };
  std::vector<size_t> away;
  for (size_t i = 0; i < nuclei.size(); ++i)
    if (at(i).norm() > kNowhere) away.push_back(i);
  const std::vector<size_t> first =
      rarest(away, [&](size_t i) { return std::pair(-nuclei[i].atomic_number, -grid_index(at(i).norm())); });
  Orientation best;
  for (const size_t a : first) {
    std::vector<size_t> beside;
    for (const size_t b : away)
      if ((at(b) - at(b).dot(at(a).normalized()) * at(a).normalized()).norm() > kNowhere) beside.push_back(b);
    const std::vector<size_t> second = rarest(beside, [&](size_t b) {
      return std::tuple(-nuclei[b].atomic_number, -grid_index(at(b).norm()),
                        grid_index(at(b).dot(at(a).normalized())));
    });
    if (second.empty()) best = lower_of(std::move(best), ordered_in(frame_along(at(a)), nuclei));
    for (const size_t b : second)
      for (const double handedness : {1.0, -1.0})
        if (const auto frame = frame_of(at(a), at(b), handedness))
          best = lower_of(std::move(best), ordered_in(*frame, nuclei));
  }
  return best.nuclei.empty() ? Orientation{.nuclei = nuclei} : best;
}

}  // namespace

StandardFrame standard_frame(const Molecule& molecule) {
  std::vector<Nucleus> nuclei = nuclei_of(molecule);
  StandardFrame frame{molecule, Matrix3d::Identity(), Vector3d::Zero(), std::vector<size_t>(nuclei.size())};
  std::iota(frame.atoms.begin(), frame.atoms.end(), size_t{0});
  if (nuclei.size() > kMaxAtoms) return frame;
  frame.centre = centre_of_charge(nuclei);
  for (Nucleus& nucleus : nuclei) nucleus.position -= frame.centre;
  const Orientation orientation = oriented(nuclei);
  frame.axes = orientation.axes;
  frame.molecule = Molecule();
  frame.molecule.units = "bohr";
  frame.molecule.charge = molecule.charge;
  frame.molecule.multiplicity = molecule.multiplicity;
  for (size_t i = 0; i < orientation.nuclei.size(); ++i) {
    const Nucleus& nucleus = orientation.nuclei[i];
    frame.atoms[i] = nucleus.atom;
    frame.molecule.symbols.emplace_back(element_symbol(nucleus.atomic_number));
    auto& position = frame.molecule.coords.emplace_back();
    for (Eigen::Index k = 0; k < 3; ++k)
      position[static_cast<size_t>(k)] = std::round(nucleus.position[k] / kFinest) * kFinest + 0.0;
  }
  return frame;
}

Molecule standard_orientation(const Molecule& molecule) {
  return standard_frame(molecule).molecule;
}

}  // namespace eigenlake
