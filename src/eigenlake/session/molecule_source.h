// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "eigenlake/simulation/molecule_files.h"
#include "eigenlake/simulation/scan.h"

namespace eigenlake {

/// Which molecules a call is about.
struct MoleculeSource {
  std::vector<std::string> files = {};
  std::optional<std::string> standard_input = {};  ///< What the file "-" holds.
  MoleculeReaderOptions reader = {};
  std::optional<int> molecule_index = {};  ///< Only the molecule at this place of its file.
  /// The basis set of a setting and where it was set; the basis set of a file must not differ from it.
  std::optional<std::string> basis = {};
  std::string basis_origin = {};
};

/// The points of a scan.
struct ScanRequest {
  std::optional<ScanCoordinate> coordinate = {};  ///< None: the molecules of the files are the points.
  bool follow = false;                            ///< Each starts from the optimum of the one before.
};

/// Each series is a single molecule or the points of one scan.
struct MoleculeSeries {
  std::vector<std::vector<MoleculeEntry>> series;
  std::vector<std::string> warnings;  ///< What readers ignored, and notes on scans.

  size_t num_molecules() const;
};

/// The molecules of the files, in their order. An unusable one is an entry with an error.
/// Errors: kUsage of read_molecule_files.
Result<std::vector<MoleculeEntry>> read_molecules(const MoleculeSource& source);

/// What the readers ignored: "molecules.json, molecule 3 (NH3): …".
std::vector<std::string> warnings_of(const std::vector<MoleculeEntry>& entries);

/// The same molecules in series. Errors: kUsage for scans that the molecules do not allow.
Result<MoleculeSeries> read_series(const MoleculeSource& source, const std::optional<ScanRequest>& scan);

}  // namespace eigenlake
