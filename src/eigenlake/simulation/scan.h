// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/simulation/molecule_files.h"

namespace eigenlake {

inline constexpr int kMaxScanPoints = 10'000;

/// A distance of two atoms, an angle of three or a torsion of four, and its values.
struct ScanCoordinate {
  std::vector<int> atoms;      ///< From 0; the last one is on the side that moves.
  std::vector<double> values;  ///< Angstrom or degrees.

  std::string name() const;  ///< "bond 0-1"
  std::string unit() const;  ///< "Å" or "°"
};

/// "0,1 0.5:2.7:20": the atoms, then the first value, the last and their number. Values are rounded to ten
/// digits after the point, so that scans of different steps share their common points.
///
/// Requires: num_atoms is 2, 3 or 4.
/// Errors:   kUsage  another form; a negative or repeated atom; no points, or more than kMaxScanPoints; a
///                   distance that is not above 0, an angle outside (0, 180], a torsion outside [-360, 360];
///                   points with the same value.
Result<ScanCoordinate> parse_scan_coordinate(size_t num_atoms, std::string_view text);

/// The points of one scan, and notes on it.
struct ScanSeries {
  std::vector<MoleculeEntry> points;
  std::vector<std::string> notes;
};

/// The molecule with each value of the coordinate, always derived from the molecule of the file. The point is
/// part of the molecule's name.
///
/// Requires: entry.molecule has a value.
/// Errors:   kUsage  an unknown atom; a torsion of atoms on one line; a point with atoms too close to each
///                   other.
Result<ScanSeries> scan_points(const MoleculeEntry& entry, const ScanCoordinate& coordinate);

/// The molecules of a file as the points of one scan; entries with errors stay as they are.
ScanSeries scan_frames(std::span<const MoleculeEntry> entries);

/// Checks that each molecule has the atoms, the charge and the multiplicity of the one before, without which
/// the parameters of one mean nothing to the next.
///
/// Errors: kUsage naming the first that differs.
Result<> check_can_follow(std::span<const MoleculeEntry> points);

}  // namespace eigenlake
