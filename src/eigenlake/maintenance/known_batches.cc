// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/maintenance/known_batches.h"

#include <array>
#include <string_view>
#include <unordered_map>

#include "eigenlake/iceberg/update/table_changes.h"
#include "eigenlake/lake/audit_log.h"
#include "eigenlake/lake/lake_tables.h"
#include "eigenlake/lake/raw_listing.h"
#include "eigenlake/lake/table_reader.h"

namespace eigenlake {

Result<std::vector<BatchStamp>> read_stamps(const iceberg::Table& audit) {
  EIGENLAKE_ASSIGN_OR_RETURN(const AuditLog log, AuditLog::read(&audit));
  std::unordered_map<std::string, BatchStamp> by_id;
  static constexpr std::array<std::string_view, 3> kColumns = {"processing_batch_id", "processing_name",
                                                               "processing_timestamp"};
  EIGENLAKE_RETURN_IF_ERROR(read_table(audit, {}, kColumns, {}, [&](const TableChunk& chunk) {
    for (int64_t row = 0; row < chunk.num_rows(); ++row) {
      const std::string id(chunk.string(0, row));
      by_id[id] = {id, std::string(chunk.string(1, row)), chunk.timestamp_us(2, row).value_or(0)};
    }
  }));
  std::vector<BatchStamp> stamps;
  for (const auto& batch : log.batches())
    if (const auto found = by_id.find(batch.batch_id); found != by_id.end()) stamps.push_back(found->second);
  return stamps;
}

Result<ObjectsOfBatches> objects_of_batches(const iceberg::Table& ledger) {
  static constexpr std::array<std::string_view, 4> kColumns = {"object_uri", "processing_batch_id", "status",
                                                               "experiments_new"};
  ObjectsOfBatches objects;
  EIGENLAKE_RETURN_IF_ERROR(read_table(ledger, {}, kColumns, {}, [&](const TableChunk& chunk) {
    for (int64_t row = 0; row < chunk.num_rows(); ++row)
      if (chunk.string(2, row) == "ingested")
        objects[std::string(chunk.string(1, row))].push_back(
            {std::string(raw_key_of(chunk.string(0, row))), chunk.long_integer(3, row).value_or(0) > 0});
  }));
  return objects;
}

Result<> count_after(iceberg::Table& table, const std::string& batch_id) {
  return iceberg::update_properties(table, {{std::string(kMadeAnewProperty), batch_id}});
}

}  // namespace eigenlake
