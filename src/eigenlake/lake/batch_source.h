// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "eigenlake/lake/lake.h"
#include "eigenlake/object_store/object_store.h"

namespace eigenlake {

/// In the state store: messages for the tables during their batch, to resume it after a crash:
/// "direct/TOPIC/PARTITION/FIRST-LAST.avro", a dead letter as "direct/TOPIC/PARTITION/OFFSET.json".
inline constexpr std::string_view kDirectPrefix = "direct/";
inline constexpr std::string_view kMessageScheme = "kafka://";

bool is_direct(std::string_view key);

/// The raw store, or the state store for messages.
ObjectStore& store_of(const Lake& lake, std::string_view key);

/// In the ledger: the URI as a ledger_name(), or "kafka://TOPIC/PARTITION/FIRST-LAST".
std::string source_uri(const Lake& lake, std::string_view key);

/// Removes messages of ended batches. Requires: the lake's lock, and no pending batch.
Result<> remove_direct_objects(const Lake& lake);

}  // namespace eigenlake
