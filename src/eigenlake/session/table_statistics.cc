#include "eigenlake/session/table_statistics.h"

#include "eigenlake/base/number_parsing.h"
#include "eigenlake/iceberg/scan/scan.h"

namespace eigenlake {
namespace {

std::optional<int64_t> total(const iceberg::Snapshot& snapshot, std::string_view key) {
  const auto text = snapshot.summary_value(key);
  return text ? parse_number<int64_t>(*text) : std::nullopt;
}

Result<TableStatistics> count_files(const iceberg::Table& table, int64_t snapshot_id) {
  TableStatistics statistics;
  EIGENLAKE_ASSIGN_OR_RETURN(const auto tasks,
                             iceberg::plan_files(table, {.snapshot_id = snapshot_id, .filter = {}}));
  for (const auto& task : tasks) {
    ++statistics.files;
    statistics.rows += task.data_file.record_count;
    statistics.bytes += task.data_file.file_size_bytes;
  }
  return statistics;
}

}  // namespace

Result<TableStatistics> statistics_of(const VisibleLake& lake, std::string_view name) {
  const std::string names[] = {std::string(name)};
  EIGENLAKE_RETURN_IF_ERROR(lake.check_readable(names));
  TableStatistics statistics;
  const iceberg::Table* table = lake.tables.find(name);
  if (table == nullptr) return statistics;
  if (const iceberg::Snapshot* snapshot = lake.snapshot_of(name)) {
    const auto rows = total(*snapshot, "total-records");
    const auto files = total(*snapshot, "total-data-files");
    const auto bytes = total(*snapshot, "total-files-size");
    if (rows && files && bytes) {
      statistics = {.rows = *rows, .files = *files, .bytes = *bytes};
    } else {
      EIGENLAKE_ASSIGN_OR_RETURN(statistics, count_files(*table, snapshot->snapshot_id));
    }
  }
  statistics.snapshots = table->metadata().snapshots.size();
  return statistics;
}

}  // namespace eigenlake
