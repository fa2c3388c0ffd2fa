#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/simulation/molecule_files.h"

namespace eigenlake {

inline constexpr int kMaxScanPoints = 10'000;

/// A distance of two atoms, an angle of three or a torsion of four, and the values that it takes.
struct ScanCoordinate {
  std::vector<int> atoms;      ///< From 0; the last one is on the side that moves.
  std::vector<double> values;  ///< Angstrom or degrees.

  std::string name() const;  ///< "bond 0-1"
  std::string unit() const;  ///< "Å" or "°"
};

/// "0,1 0.5:2.7:20": so many atoms, then the first value, the last and how many, both ends included. Values
/// are rounded to ten digits after the point, so that scans of different steps share their common points.
///
/// Requires: num_atoms is 2, 3 or 4.
/// Errors:   kUsage  not of this form; an atom below 0 or twice; no points, or more than kMaxScanPoints; a
///                   distance that is not above 0, an angle outside (0, 180], a torsion outside [-360, 360];
///                   several points with one value.
Result<ScanCoordinate> parse_scan_coordinate(size_t num_atoms, std::string_view text);

/// The points of one scan, and what is worth saying of it.
struct ScanSeries {
  std::vector<MoleculeEntry> points;
  std::vector<std::string> notes;
};

/// The molecule with each value of the coordinate, made from the molecule of the file each time. The point is
/// part of the molecule's name.
///
/// Requires: entry.molecule is there.
/// Errors:   kUsage  an atom that the molecule does not have; a torsion of atoms on one line; a point at
///                   which atoms come too close.
Result<ScanSeries> scan_points(const MoleculeEntry& entry, const ScanCoordinate& coordinate);

/// The molecules of a file as the points of one scan; those without a molecule stay as they are.
ScanSeries scan_frames(std::span<const MoleculeEntry> entries);

/// Checks that each molecule has the atoms, the charge and the multiplicity of the one before, without which
/// the parameters of one mean nothing to the next.
///
/// Errors: kUsage naming the first that differs.
Result<> check_can_follow(std::span<const MoleculeEntry> points);

}  // namespace eigenlake
