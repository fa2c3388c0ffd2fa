#pragma once

#include <string>

#include "eigenlake/base/error.h"
#include "eigenlake/object_store/object_store.h"

namespace eigenlake {

/// The journal entry of the batch under way; see batch_journal.h.
inline constexpr std::string_view kPendingKey = "pending.json";

/// The id of the batch under way; empty where none is.
Result<std::string> pending_batch_id(ObjectStore& state);

}  // namespace eigenlake
