#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "eigenlake/chem/molecule.h"
#include "eigenlake/chem/molecule_reader.h"
#include "eigenlake/simulation/scan_point.h"

namespace eigenlake {

/// One molecule of the files that the user named, or why there is none at that place.
struct MoleculeEntry {
  std::string file;
  int molecule_id = 0;  ///< Position in its file, from 0; 0 for a file that cannot be read at all.
  Result<Molecule> molecule;
  std::optional<ScanPoint> scan = std::nullopt;  ///< Where the molecule is a point of a scan.

  /// "molecules.json, molecule 3 (NH3)"
  std::string place() const;
};

/// Reads all files in order. A file that cannot be read is one entry with its error, so that the other files
/// are still used.
///
/// Errors: kUsage when `molecule_index` is given and none of the files is that long.
Result<std::vector<MoleculeEntry>> read_molecule_files(std::span<const std::string> files,
                                                       const MoleculeReaderOptions& options,
                                                       std::optional<int> molecule_index);

}  // namespace eigenlake
