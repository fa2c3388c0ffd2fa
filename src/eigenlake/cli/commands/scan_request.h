#pragma once

#include <optional>
#include <vector>

#include "eigenlake/cli/invocation/command.h"
#include "eigenlake/simulation/scan.h"

namespace eigenlake {

/// What --bond, --angle, --torsion or --frames ask for.
struct ScanRequest {
  std::optional<ScanCoordinate> coordinate;  ///< None: the molecules of the file are the points.
  bool follow = false;
};

/// None where none of the four is given. Errors: kUsage, of several as well.
Result<std::optional<ScanRequest>> scan_request(const Configuration& configuration);

/// The molecules of the files in series: each by itself, or the points of a scan. Notes on scans go to `err`.
///
/// Errors: kUsage, of the settings and of scans that the molecules do not allow.
Result<std::vector<std::vector<MoleculeEntry>>> read_series(const Invocation& invocation);

}  // namespace eigenlake
