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
  MoleculeReaderOptions reader = {};
  std::optional<int> molecule_index = {};  ///< The one at this place of its file; all without.
  /// A basis set that was said beside the files, and where; one that a file names must not differ from it.
  std::optional<std::string> basis = {};
  std::string basis_origin = {};
};

/// The points of a scan.
struct ScanRequest {
  std::optional<ScanCoordinate> coordinate = {};  ///< None: the molecules of the files are the points.
  bool follow = false;                            ///< Each starts from the optimum of the one before.
};

/// Molecules in series: each by itself, or the points of one scan.
struct MoleculeSeries {
  std::vector<std::vector<MoleculeEntry>> series;
  std::vector<std::string> warnings;  ///< What readers left alone, and what is worth saying of scans.

  size_t num_molecules() const;
};

/// The molecules of the files, in their order. One that cannot be used is an entry with an error.
/// Errors: kUsage of read_molecule_files.
Result<std::vector<MoleculeEntry>> read_molecules(const MoleculeSource& source);

/// What the readers left alone: "molecules.json, molecule 3 (NH3): …".
std::vector<std::string> warnings_of(const std::vector<MoleculeEntry>& entries);

/// The same molecules in series. Errors: kUsage for scans that the molecules do not allow.
Result<MoleculeSeries> read_series(const MoleculeSource& source, const std::optional<ScanRequest>& scan);

}  // namespace eigenlake
