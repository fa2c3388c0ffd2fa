#pragma once

#include <optional>

#include "eigenlake/cli/settings/configuration.h"
#include "eigenlake/session/molecule_source.h"

namespace eigenlake {

/// The scan of --bond, --angle, --torsion, --frames and --follow; none without the first four.
///
/// Errors: kUsage, also for several at once.
Result<std::optional<ScanRequest>> scan_request(const Configuration& configuration);

}  // namespace eigenlake
