#pragma once

#include <string>
#include <string_view>

#include "eigenlake/lake/lake.h"
#include "eigenlake/object_store/object_store.h"

namespace eigenlake {

/// Where messages that go straight into the tables wait in the state store while their batch is under way, so
/// that whoever comes after a crash can finish it: "direct/TOPIC/PARTITION/FIRST-LAST.avro", and for a dead
/// letter "direct/TOPIC/PARTITION/OFFSET.json".
inline constexpr std::string_view kDirectPrefix = "direct/";
inline constexpr std::string_view kMessageScheme = "kafka://";

/// Whether a batch reads the object from the state store.
bool is_direct(std::string_view key);

/// The store that has an object of a batch: the raw store, or the state store.
ObjectStore& store_of(const Lake& lake, std::string_view key);

/// How the ledger names it: its URI as a ledger_name(), or "kafka://TOPIC/PARTITION/FIRST-LAST".
std::string source_uri(const Lake& lake, std::string_view key);

/// Removes what waits there of batches that are complete, or were undone. Requires: the lake's lock, and no
/// batch under way.
Result<> remove_direct_objects(const Lake& lake);

}  // namespace eigenlake
