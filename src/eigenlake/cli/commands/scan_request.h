#pragma once

#include <optional>

#include "eigenlake/cli/commands/molecule_source.h"
#include "eigenlake/cli/settings/configuration.h"

namespace eigenlake {

/// What --bond, --angle, --torsion, --frames and --follow ask for; none where none of the first four is
/// given.
///
/// Errors: kUsage, of several as well.
Result<std::optional<ScanRequest>> scan_request(const Configuration& configuration);

}  // namespace eigenlake
