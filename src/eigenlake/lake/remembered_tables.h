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

/// What a lake's state remembers of a table, so that a loss is noticed.
struct RememberedTable {
  std::string uuid;             ///< Empty where the table may be absent: a user accepted that.
  int64_t sequence_number = 0;  ///< The last one when a batch became complete; it only grows.

  bool operator==(const RememberedTable&) const = default;
};
using RememberedTables = std::map<std::string, RememberedTable, std::less<>>;

/// How much later than any table the one is that a lake remembers of a table whose rows are being brought
/// back: it is missed whatever is written to it meanwhile.
inline constexpr int64_t kMissed = int64_t{1} << 40;

/// The table, where one must be there; else nullptr.
const RememberedTable* find_remembered(const RememberedTables& tables, std::string_view name);

RememberedTable remember(const iceberg::TableMetadata& metadata);

/// STATE/tables.json. Nothing where no batch of a version that writes it was complete yet, or where the file
/// is damaged: the next batch writes it anew.
Result<std::optional<RememberedTables>> load_remembered_tables(ObjectStore& state);

Result<> save_remembered_tables(ObjectStore& state, const RememberedTables& tables);

}  // namespace eigenlake
