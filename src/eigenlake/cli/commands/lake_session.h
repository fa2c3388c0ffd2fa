// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "eigenlake/cli/invocation/command.h"
#include "eigenlake/session/open_lake.h"
#include "eigenlake/session/visible_lake.h"

namespace eigenlake {

/// From --lake, --raw, --warehouse and the settings of catalogs and object stores. Errors: kUsage.
Result<LakeAddress> lake_address(const Invocation& invocation);

/// The lake there. Errors: of open_lake(address).
Result<Lake> open_lake(const Invocation& invocation, LakeAccess access);

/// The same for an existing lake, for a command that writes unless --dry-run is given.
Result<Lake> open_existing_lake(const Invocation& invocation);

/// From --batch, --as-of, --tag and --branch. Errors: kUsage for several at once or an invalid time.
Result<TimeTravel> time_travel(const Configuration& configuration);

/// Warns of left out tables, with the reasons.
void warn_of_left_out(const Invocation& invocation, const std::map<std::string, Error>& left_out);

}  // namespace eigenlake
