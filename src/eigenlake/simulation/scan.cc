// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/simulation/scan.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include "eigenlake/base/assert.h"
#include "eigenlake/base/number_parsing.h"
#include "eigenlake/chem/internal_coordinate.h"

namespace eigenlake {
namespace {

constexpr double kRadianPerDegree = std::numbers::pi / 180.0;

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

Result<std::vector<int>> parse_atoms(size_t num_atoms, std::string_view text) {
  std::vector<int> atoms;
  for (const std::string_view part : split(text, ',')) {
    const auto atom = parse_number<int>(part);
    if (!atom || *atom < 0)
      return fail(ErrorKind::kUsage, "atoms must be {} numbers from 0 such as {}, got '{}'", num_atoms,
                  std::string_view("0,1,2,3").substr(0, 2 * num_atoms - 1), text);
    if (std::ranges::find(atoms, *atom) != atoms.end())
      return fail(ErrorKind::kUsage, "duplicate atom {} in '{}'", *atom, text);
    atoms.push_back(*atom);
  }
  if (atoms.size() == num_atoms) return atoms;
  return fail(ErrorKind::kUsage, "expected {} atoms, found {} in '{}'", num_atoms, atoms.size(), text);
}

struct ValueRange {
  double first = 0.0;
  double last = 0.0;
  int64_t count = 0;
};

Result<ValueRange> parse_range(std::string_view text) {
  const auto parts = split(text, ':');
  if (parts.size() == 3) {
    const auto first = parse_number<double>(parts[0]);
    const auto last = parse_number<double>(parts[1]);
    const auto count = parse_number<int64_t>(parts[2]);
    if (first && last && count && std::isfinite(*first) && std::isfinite(*last))
      return ValueRange{*first, *last, *count};
  }
  return fail(ErrorKind::kUsage, "values must be FIRST:LAST:NUMBER such as 0.5:2.7:20, got '{}'", text);
}

Result<> check_ends(size_t num_atoms, const ValueRange& range) {
  const double low = std::min(range.first, range.last);
  const double high = std::max(range.first, range.last);
  constexpr double kMaxTorsion = 360.0, kMaxAngle = 180.0;
  if (num_atoms == 2 && !(low > 0.0))
    return fail(ErrorKind::kUsage, "distances must be above 0 Å, got {}", low);
  if (num_atoms == 3 && !(low > 0.0 && high <= kMaxAngle))
    return fail(ErrorKind::kUsage, "angles must be above 0° and at most 180°, got {}",
                low > 0.0 ? high : low);
  if (num_atoms == 4 && !(low >= -kMaxTorsion && high <= kMaxTorsion))
    return fail(ErrorKind::kUsage, "torsions must be from -360° to 360°, got {}",
                low < -kMaxTorsion ? low : high);
  return {};
}

Result<> check_count(const ValueRange& range) {
  if (range.count < 1 || range.count > kMaxScanPoints)
    return fail(ErrorKind::kUsage, "a scan takes 1 to {} points, got {}", kMaxScanPoints, range.count);
  if (range.count == 1 && range.first != range.last)
    return fail(ErrorKind::kUsage, "a scan from {} to {} takes at least 2 points, got 1", range.first,
                range.last);
  if (range.count > 1 && range.first == range.last)
    return fail(ErrorKind::kUsage, "a scan at {} alone takes 1 point, got {}", range.first, range.count);
  return {};
}

double rounded(double value) {
  constexpr double kScale = 1e10;
  return std::round(value * kScale) / kScale;
}

std::vector<double> values_of(const ValueRange& range) {
  std::vector<double> values;
  const double step =
      range.count > 1 ? (range.last - range.first) / static_cast<double>(range.count - 1) : 0.0;
  for (int64_t i = 0; i < range.count; ++i)
    values.push_back(rounded(range.first + step * static_cast<double>(i)));
  return values;
}

Result<> check_atoms(const Molecule& molecule, const std::vector<int>& atoms) {
  const auto num_atoms = static_cast<int>(molecule.num_atoms());
  for (const int atom : atoms)
    if (atom >= num_atoms)
      return fail(ErrorKind::kUsage, "atoms must be from 0 to {}, got {}", num_atoms - 1, atom);
  if (atoms.size() == 4 && !has_torsion(molecule, {atoms[0], atoms[1], atoms[2], atoms[3]}))
    return fail(ErrorKind::kUsage, "atoms of a torsion must not be on one line, got {}",
                fmt::join(atoms, ","));
  return {};
}

Molecule moved_molecule(Molecule molecule, const std::vector<int>& atoms, const MovedAtoms& moved,
                        double value) {
  switch (atoms.size()) {
    case 2:
      set_distance(molecule, {atoms[0], atoms[1]}, moved.atoms, value);
      break;
    case 3:
      set_angle(molecule, {atoms[0], atoms[1], atoms[2]}, moved.atoms, value * kRadianPerDegree);
      break;
    default:
      set_torsion(molecule, {atoms[0], atoms[1], atoms[2], atoms[3]}, moved.atoms, value * kRadianPerDegree);
  }
  return molecule;
}

}  // namespace

std::string ScanCoordinate::name() const {
  const char* kind = atoms.size() == 2 ? "bond" : atoms.size() == 3 ? "angle" : "torsion";
  return fmt::format("{} {}", kind, fmt::join(atoms, "-"));
}

std::string ScanCoordinate::unit() const {
  return atoms.size() == 2 ? "Å" : "°";
}

Result<ScanCoordinate> parse_scan_coordinate(size_t num_atoms, std::string_view text) {
  EIGENLAKE_ASSERT(num_atoms >= 2 && num_atoms <= 4);
  ScanCoordinate coordinate;
  const size_t blank = std::min(text.find(' '), text.size());
  EIGENLAKE_ASSIGN_OR_RETURN(coordinate.atoms, parse_atoms(num_atoms, text.substr(0, blank)));
  EIGENLAKE_ASSIGN_OR_RETURN(const ValueRange range,
                             parse_range(text.substr(std::min(blank + 1, text.size()))));
  EIGENLAKE_RETURN_IF_ERROR(check_ends(num_atoms, range));
  EIGENLAKE_RETURN_IF_ERROR(check_count(range));
  coordinate.values = values_of(range);
  return coordinate;
}

Result<ScanSeries> scan_points(const MoleculeEntry& entry, const ScanCoordinate& coordinate) {
  EIGENLAKE_ASSERT(entry.molecule.has_value());
  if (auto checked = check_atoms(*entry.molecule, coordinate.atoms); !checked)
    return fail(checked.error().kind, "{}: {}", entry.place(), checked.error().message);
  const MovedAtoms moved = moved_atoms(*entry.molecule, coordinate.atoms);
  ScanSeries series;
  if (moved.last_alone)
    series.notes.push_back(fmt::format("{}: bonds join both sides of {}, so that atom {} moves alone",
                                       entry.place(), coordinate.name(), coordinate.atoms.back()));
  for (const double value : coordinate.values) {
    MoleculeEntry point = entry;
    point.scan = ScanPoint{coordinate.name(), coordinate.unit(), value};
    point.molecule = moved_molecule(*entry.molecule, coordinate.atoms, moved, value);
    point.molecule->name = fmt::format("{} {}", entry.molecule->display_name(), point.scan->text());
    if (auto valid = validate(*point.molecule); !valid)
      return fail(ErrorKind::kUsage, "{}: {}", point.place(), valid.error().message);
    series.points.push_back(std::move(point));
  }
  return series;
}

ScanSeries scan_frames(std::span<const MoleculeEntry> entries) {
  ScanSeries series;
  for (const MoleculeEntry& entry : entries) {
    MoleculeEntry& point = series.points.emplace_back(entry);
    if (!entry.molecule) continue;
    point.scan = ScanPoint{"frame", "", static_cast<double>(entry.molecule_id)};
    point.molecule->name = fmt::format("{} frame {}", entry.molecule->display_name(), entry.molecule_id);
  }
  return series;
}

Result<> check_can_follow(std::span<const MoleculeEntry> points) {
  const MoleculeEntry* before = nullptr;
  for (const MoleculeEntry& point : points) {
    if (!point.molecule) continue;
    const auto differs = [&](const Molecule& a, const Molecule& b) {
      return a.symbols != b.symbols || a.charge != b.charge || a.multiplicity != b.multiplicity ||
             a.basis != b.basis;
    };
    if (before != nullptr && differs(*before->molecule, *point.molecule))
      return fail(ErrorKind::kUsage,
                  "--follow requires the same atoms, charge, multiplicity and basis set in {} and {}",
                  before->place(), point.place());
    before = &point;
  }
  return {};
}

}  // namespace eigenlake
