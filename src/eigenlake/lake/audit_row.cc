// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/lake/audit_row.h"

#include <optional>

#include "eigenlake/tables/table_names.h"
#include "eigenlake/transform/table_rows.h"

namespace eigenlake {

std::shared_ptr<arrow::RecordBatch> audit_rows(const AuditRow& row) {
  std::vector<std::string> names;
  std::vector<std::string> versions;
  std::vector<int64_t> counts;
  for (const auto& table : row.tables) {
    names.push_back(table.name);
    versions.push_back(table.version);
    counts.push_back(table.rows);
  }
  const std::vector<std::optional<std::vector<std::string>>> name_lists = {names};
  const std::vector<std::optional<std::vector<std::string>>> version_lists = {versions};
  const std::vector<std::optional<std::vector<int64_t>>> count_lists = {counts};
  TableRows rows(kAuditTable, 1);
  rows.set_processing_columns(row.stamp);
  rows.set("table_names", string_lists(name_lists));
  rows.set("table_versions", string_lists(version_lists));
  rows.set("record_counts", long_lists(count_lists));
  rows.set("source_data_info", constant_string(1, row.source_info));
  return rows.finish();
}

}  // namespace eigenlake
