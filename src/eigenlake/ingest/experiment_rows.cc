// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/ingest/experiment_rows.h"

#include <memory>
#include <string_view>

#include <arrow/api.h>

#include "eigenlake/iceberg/data/data_file_reader.h"
#include "eigenlake/lake/known/snapshots_without_experiments.h"
#include "eigenlake/tables/table_definition.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

constexpr const char* kIdColumn = "experiment_id";
constexpr const char* kBatchColumn = "processing_batch_id";
/// With more of them, comparing each with the bounds of each file costs more than reading.
constexpr size_t kFilteredIdsMax = 1000;

/// What one file says; places come with the ids, so that deleted rows are left out of both.
class RowsOfFile {
 public:
  explicit RowsOfFile(const ExperimentIds& ids) : ids_(ids) {}

  Result<> read(const iceberg::Table& table, const iceberg::FileScanTask& file,
                const std::shared_ptr<iceberg::DeleteCache>& deletes) {
    std::vector<std::string> columns = {kIdColumn};
    if (table.metadata().schema().find_field(std::string_view(kBatchColumn)) != nullptr)
      columns.emplace_back(kBatchColumn);
    EIGENLAKE_ASSIGN_OR_RETURN(auto reader,
                               iceberg::DataFileReader::open(table, file, columns, filter_of(ids_), deletes,
                                                             iceberg::RowPlaces::kAdded));
    while (true) {
      EIGENLAKE_ASSIGN_OR_RETURN(const auto rows, reader.next());
      if (rows == nullptr) return {};
      EIGENLAKE_RETURN_IF_ERROR(add(*rows, file));
    }
  }

  std::vector<int64_t> places;
  std::map<std::string, int64_t, std::less<>> by_batch;

 private:
  Result<> add(const arrow::RecordBatch& rows, const iceberg::FileScanTask& file) {
    const auto* ids = dynamic_cast<const arrow::StringArray*>(rows.column(0).get());
    const auto* batches =
        rows.num_columns() == 3 ? dynamic_cast<const arrow::StringArray*>(rows.column(1).get()) : nullptr;
    if (ids == nullptr)
      return fail(ErrorKind::kUnsupported, "{}: column experiment_id must be text", file.uri);
    const auto& at = static_cast<const arrow::Int64Array&>(*rows.column(rows.num_columns() - 1));
    bool is_wanted = false;
    std::string_view last;
    for (int64_t row = 0; row < rows.num_rows(); ++row) {
      const std::string_view id = ids->IsNull(row) ? std::string_view() : ids->GetView(row);
      if (row == 0 || id != last) is_wanted = ids_.contains(last = id);
      if (!is_wanted) continue;
      places.push_back(at.Value(row));
      if (batches != nullptr) ++by_batch[std::string(batches->GetView(row))];
    }
    return {};
  }

  const ExperimentIds& ids_;
};

}  // namespace

bool holds_experiments(std::string_view table) {
  const auto* definition = find_table(table);
  return definition != nullptr && table != kDeletionsTable && definition->find_column(kIdColumn) != nullptr;
}

iceberg::Filter filter_of(const ExperimentIds& ids) {
  if (ids.size() > kFilteredIdsMax) return {};
  iceberg::Predicate predicate{kIdColumn, iceberg::Predicate::Op::kIn, {}};
  for (const auto& id : ids) predicate.values.emplace_back(id);
  return {std::move(predicate)};
}

Result<FoundRows> find_rows(const iceberg::Table& table, std::vector<iceberg::FileScanTask> files,
                            const ExperimentIds& ids, ThreadPool& pool) {
  const auto deletes = std::make_shared<iceberg::DeleteCache>();
  std::vector<RowsOfFile> read(files.size(), RowsOfFile(ids));
  std::vector<Result<>> results(files.size());
  pool.run(files.size(), [&](size_t i) { results[i] = read[i].read(table, files[i], deletes); });
  FoundRows found;
  for (size_t i = 0; i < files.size(); ++i) {
    EIGENLAKE_RETURN_IF_ERROR(std::move(results[i]));
    if (read[i].places.empty()) continue;
    found.rows += std::ssize(read[i].places);
    for (const auto& [batch, rows] : read[i].by_batch) found.rows_by_batch[batch] += rows;
    found.files.push_back({std::move(files[i]), std::move(read[i].places)});
  }
  return found;
}

Result<FoundRows> find_rows_at(const Lake& lake, const iceberg::Table& table, int64_t snapshot_id,
                               const ExperimentIds& ids, ThreadPool& pool) {
  iceberg::ScanOptions scan{.snapshot_id = snapshot_id, .filter = filter_of(ids)};
  scan.excluded_snapshots = snapshots_without_experiments(lake, table, snapshot_id, scan.filter);
  EIGENLAKE_ASSIGN_OR_RETURN(auto files, iceberg::plan_files(table, scan));
  return find_rows(table, std::move(files), ids, pool);
}

}  // namespace eigenlake
