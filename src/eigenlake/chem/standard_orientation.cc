#include "eigenlake/chem/standard_orientation.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>
#include <tuple>

#include <Eigen/Dense>

#include "eigenlake/chem/elements.h"

namespace eigenlake {
namespace {

using Eigen::Matrix3d;
using Eigen::Vector3d;

constexpr size_t kMaxAtoms = 100;
constexpr double kResolution = 1e-5;  // bohr; nearer than this is the same place
/// bohr; what is nearer is made the same, so that whole calculations are: far below what energies notice.
constexpr double kFinest = 1e-11;
constexpr double kNowhere = 1e-4;  // bohr; shorter vectors have no direction

/// Places on a grid whose lines lie away from zero and other values that symmetry makes likely.
int64_t grid_index(double value) {
  return static_cast<int64_t>(std::floor(value / kResolution + 0.3819));
}

struct Nucleus {
  int atomic_number = 0;
  Vector3d position;
};

/// What tells atoms apart in a frame; atoms are ordered by it.
using PlaceKey = std::tuple<int, int64_t, int64_t, int64_t>;

PlaceKey key_of(const Nucleus& nucleus) {
  const Vector3d& r = nucleus.position;
  return {-nucleus.atomic_number, grid_index(r[2]), grid_index(r[0]), grid_index(r[1])};
}

std::vector<Nucleus> centred(const Molecule& molecule) {
  const auto numbers = molecule.atomic_numbers();
  const auto positions = molecule.positions_bohr();
  std::vector<Nucleus> nuclei;
  Vector3d centre = Vector3d::Zero();
  double charge = 0.0;
  for (size_t i = 0; i < numbers.size(); ++i) {
    nuclei.push_back({numbers[i], Vector3d(positions[i].data())});
    centre += numbers[i] * nuclei.back().position;
    charge += numbers[i];
  }
  for (Nucleus& nucleus : nuclei) nucleus.position -= centre / charge;
  return nuclei;
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

std::vector<Nucleus> ordered_in(const Matrix3d& frame, const std::vector<Nucleus>& nuclei) {
  std::vector<Nucleus> turned = nuclei;
  for (Nucleus& nucleus : turned) nucleus.position = frame * nucleus.position;
  std::ranges::stable_sort(turned, {}, key_of);
  return turned;
}

std::vector<Nucleus> lower_of(std::vector<Nucleus> best, std::vector<Nucleus> candidate) {
  if (best.empty()) return candidate;
  const bool lower = std::ranges::lexicographical_compare(candidate, best, {}, key_of, key_of);
  return lower ? candidate : best;
}

/// A frame whose z axis runs through atom a; for a linear molecule any.
Matrix3d frame_along(const Vector3d& a) {
  Eigen::Index least = 0;
  a.cwiseAbs().minCoeff(&least);
  return *frame_of(a, Vector3d::Unit(least) * (1.0 + a.norm()), 1.0);
}

std::vector<Nucleus> oriented(const std::vector<Nucleus>& nuclei) {
  const auto at = [&](size_t i) -> const Vector3d& { return nuclei[i].position; };
  std::vector<size_t> away;
  for (size_t i = 0; i < nuclei.size(); ++i)
    if (at(i).norm() > kNowhere) away.push_back(i);
  const std::vector<size_t> first =
      rarest(away, [&](size_t i) { return std::pair(-nuclei[i].atomic_number, -grid_index(at(i).norm())); });
  std::vector<Nucleus> best;
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
  return best.empty() ? nuclei : best;
}

}  // namespace

Molecule standard_orientation(const Molecule& molecule) {
  if (molecule.num_atoms() > kMaxAtoms) return molecule;
  Molecule turned;
  turned.units = "bohr";
  turned.charge = molecule.charge;
  turned.multiplicity = molecule.multiplicity;
  for (const Nucleus& nucleus : oriented(centred(molecule))) {
    turned.symbols.emplace_back(element_symbol(nucleus.atomic_number));
    auto& position = turned.coords.emplace_back();
    for (Eigen::Index k = 0; k < 3; ++k)
      position[static_cast<size_t>(k)] = std::round(nucleus.position[k] / kFinest) * kFinest + 0.0;
  }
  return turned;
}

}  // namespace eigenlake
