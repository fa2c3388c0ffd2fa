// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "eigenlake/base/error.h"
#include "eigenlake/object_store/object_store.h"

namespace eigenlake::iceberg {
struct TableMetadata;
}  // namespace eigenlake::iceberg

namespace eigenlake {

/// A table in the lake's state, to detect a loss.
struct RememberedTable {
  std::string uuid;             ///< Empty if a user accepted its absence.
  int64_t sequence_number = 0;  ///< After the last complete batch; only grows.

  bool operator==(const RememberedTable&) const = default;
};
using RememberedTables = std::map<std::string, RememberedTable, std::less<>>;

/// Added to the sequence number of a table that is being restored: every state of it counts as older.
inline constexpr int64_t kMissed = int64_t{1} << 40;

/// nullptr unless the table must exist.
const RememberedTable* find_remembered(const RememberedTables& tables, std::string_view name);

RememberedTable remember(const iceberg::TableMetadata& metadata);

/// STATE/tables.json. None before the first complete batch, and for a damaged file, which the next batch
/// rewrites.
Result<std::optional<RememberedTables>> load_remembered_tables(ObjectStore& state);

Result<> save_remembered_tables(ObjectStore& state, const RememberedTables& tables);

}  // namespace eigenlake
