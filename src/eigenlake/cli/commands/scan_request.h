#pragma once

#include <optional>

#include "eigenlake/cli/settings/configuration.h"
#include "eigenlake/session/molecule_source.h"

namespace eigenlake {

/// What --bond, --angle, --torsion, --frames and --follow ask for; none where none of the first four is
/// given.
///
/// Errors: kUsage, of several as well.
Result<std::optional<ScanRequest>> scan_request(const Configuration& configuration);

}  // namespace eigenlake
