// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "eigenlake/base/error.h"
#include "eigenlake/object_store/object_store.h"

namespace eigenlake {

/// See batch_journal.h.
inline constexpr std::string_view kPendingKey = "pending.json";

/// Empty without a pending batch.
Result<std::string> pending_batch_id(ObjectStore& state);

}  // namespace eigenlake
