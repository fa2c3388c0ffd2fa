// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "eigenlake/chem/molecule.h"
#include "eigenlake/chem/molecule_reader.h"
#include "eigenlake/simulation/scan_point.h"

namespace eigenlake {

/// One molecule of the named files, or why it cannot be read.
struct MoleculeEntry {
  std::string file;
  int molecule_id = 0;  ///< Position in its file, from 0; 0 for an unreadable file.
  Result<Molecule> molecule;
  std::optional<ScanPoint> scan = std::nullopt;  ///< If the molecule is a point of a scan.

  /// "molecules.json, molecule 3 (NH3)"
  std::string place() const;
};

inline constexpr const char* kStandardInputName = "<stdin>";

/// Reads all files in order. An unreadable file is one entry with its error, so that the other files are
/// still used. Where `standard_input` is given, it is what the file "-" holds, named <stdin>.
///
/// Errors: kUsage if no file has a molecule at `molecule_index`.
Result<std::vector<MoleculeEntry>> read_molecule_files(std::span<const std::string> files,
                                                       const MoleculeReaderOptions& options,
                                                       std::optional<int> molecule_index,
                                                       const std::optional<std::string>& standard_input = {});

}  // namespace eigenlake
