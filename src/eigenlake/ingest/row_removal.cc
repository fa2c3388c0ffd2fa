// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/ingest/row_removal.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include <arrow/api.h>
#include <arrow/compute/api_vector.h>

#include "eigenlake/iceberg/data/data_file_reader.h"
#include "eigenlake/iceberg/data/position_delete_file.h"
#include "eigenlake/ingest/table_files.h"

namespace eigenlake {
namespace {

using iceberg::DataFile;
using iceberg::FileScanTask;

constexpr int64_t kPieceRows = 1 << 18;
/// Files under way, each with a descriptor.
constexpr size_t kOpenFilesMax = 32;

/// Deleted places by data file, of the files of one partition.
using PlacesByPath = std::map<std::string, std::vector<int64_t>>;
using Partition = std::pair<int, iceberg::PartitionValues>;

/// "data/processing_date=…/NAME.parquet", below the table; without folders where the spec no longer fits.
std::string path_in_partition(const iceberg::Table& table, const Partition& partition,
                              const std::string& name) {
  const auto& metadata = table.metadata();
  const auto* spec = metadata.partition_spec_by_id(partition.first);
  const auto types = spec == nullptr ? Result<std::vector<iceberg::Type>>(std::vector<iceberg::Type>())
                                     : spec->partition_types(metadata.schema());
  const bool fits = spec != nullptr && types && types->size() == partition.second.size();
  const std::string folder = fits ? partition_path(*spec, *types, partition.second) : "";
  return fmt::format("data/{}{}{}.parquet", folder, folder.empty() ? "" : "/", name);
}

/// Where each file of deletes says that it applies.
std::map<std::string, size_t> uses_of_deletes(const std::vector<FileScanTask>& files) {
  std::map<std::string, size_t> uses;
  for (const auto& file : files)
    for (const auto& deletes : file.deletes) ++uses[deletes->data_file.file_path];
  return uses;
}

/// Rows of a file that stay, piece by piece.
class RemainingRows {
 public:
  RemainingRows(iceberg::DataFileReader reader, const ExperimentIds& ids, int id_column)
      : reader_(std::move(reader)), ids_(ids), id_column_(id_column) {}

  /// Nothing after the last piece, and after an error, which `status` keeps.
  std::shared_ptr<arrow::RecordBatch> next() {
    auto piece = read_piece();
    if (piece) return *std::move(piece);
    status = std::unexpected(std::move(piece).error());
    return nullptr;
  }

  Result<> status;

 private:
  Result<std::shared_ptr<arrow::RecordBatch>> read_piece() {
    arrow::RecordBatchVector batches;
    int64_t num_rows = 0;
    while (num_rows < kPieceRows) {
      EIGENLAKE_ASSIGN_OR_RETURN(auto rows, reader_.next());
      if (rows == nullptr) break;
      EIGENLAKE_ASSIGN_OR_RETURN(rows, without_ids(std::move(rows)));
      num_rows += rows->num_rows();
      if (rows->num_rows() > 0) batches.push_back(std::move(rows));
    }
    if (batches.empty()) return nullptr;
    auto whole = arrow::ConcatenateRecordBatches(batches);
    if (!whole.ok()) return fail(ErrorKind::kResourceLimit, "{}", whole.status().ToString());
    return *whole;
  }

  Result<std::shared_ptr<arrow::RecordBatch>> without_ids(std::shared_ptr<arrow::RecordBatch> rows) const {
    const auto& ids = static_cast<const arrow::StringArray&>(*rows->column(id_column_));
    arrow::BooleanBuilder stays;
    bool all_stay = true;
    for (int64_t row = 0; row < rows->num_rows(); ++row) {
      const bool stays_here = ids.IsNull(row) || !ids_.contains(ids.GetView(row));
      all_stay &= stays_here;
      if (const auto status = stays.Append(stays_here); !status.ok())
        return fail(ErrorKind::kResourceLimit, "{}", status.ToString());
    }
    if (all_stay) return rows;
    const auto mask = stays.Finish();
    const auto left = mask.ok() ? arrow::compute::Filter(arrow::Datum(rows), arrow::Datum(*mask))
                                : arrow::Result<arrow::Datum>(mask.status());
    if (!left.ok()) return fail(ErrorKind::kResourceLimit, "{}", left.status().ToString());
    return left->record_batch();
  }

  iceberg::DataFileReader reader_;
  const ExperimentIds& ids_;
  int id_column_;
};

Result<> write_remaining(BatchTable& changed, const FileScanTask& file, const ExperimentIds& ids,
                         const std::shared_ptr<iceberg::DeleteCache>& deletes, const std::string& name) {
  const iceberg::Table& table = changed.table();
  std::vector<std::string> columns;
  for (const auto& field : table.metadata().schema().fields) columns.push_back(field.name);
  const auto id_column = std::ranges::find(columns, "experiment_id") - columns.begin();
  EIGENLAKE_ASSIGN_OR_RETURN(auto reader, iceberg::DataFileReader::open(table, file, columns, {}, deletes));
  RemainingRows rows(std::move(reader), ids, static_cast<int>(id_column));
  EIGENLAKE_ASSIGN_OR_RETURN(
      auto written, write_data_files(table, changed.definition(), {}, name, [&] { return rows.next(); }));
  EIGENLAKE_RETURN_IF_ERROR(std::move(rows.status));
  changed.keep(std::move(written));
  return changed.open_files().size() < kOpenFilesMax ? Result<>() : changed.finish_files();
}

}  // namespace

Result<TableRemoval> leave_out_rows(const iceberg::Table& table, int64_t snapshot_id, const FoundRows& found,
                                    const std::string& batch_id) {
  TableRemoval removal{.snapshot_id = snapshot_id};
  std::map<Partition, PlacesByPath> places;
  for (const auto& [task, rows] : found.files) {
    const DataFile& file = task.data_file;
    if (std::ssize(rows) == file.record_count)
      removal.removed_files.insert(file.file_path);
    else
      places[{file.spec_id, file.partition}][file.file_path] = rows;
  }
  std::vector<NewObject> objects;
  for (const auto& [partition, by_path] : places) {
    const auto name = fmt::format("{}-deletes-{:05}", batch_id, objects.size());
    const std::string path = path_in_partition(table, partition, name);
    DataFile entry{.content = iceberg::FileContent::kPositionDeletes,
                   .file_path = table.recorded_path(path),
                   .partition = partition.second,
                   .spec_id = partition.first};
    EIGENLAKE_ASSIGN_OR_RETURN(auto written, iceberg::write_position_deletes(by_path, entry));
    objects.push_back({table.key_below(path), std::move(written.bytes)});
    removal.delete_files.push_back(std::move(written.entry));
  }
  EIGENLAKE_RETURN_IF_ERROR(table.store().put_all(objects));
  return removal;
}

Result<std::vector<FileScanTask>> files_with_bytes(const iceberg::Table& table,
                                                   std::vector<FileScanTask> files, const ExperimentIds& ids,
                                                   ThreadPool& pool) {
  std::vector<FileScanTask> bare = files;
  for (auto& file : bare) file.deletes.clear();
  EIGENLAKE_ASSIGN_OR_RETURN(const auto found, find_rows(table, std::move(bare), ids, pool));
  std::set<std::string> paths;
  for (const auto& file : found.files) paths.insert(file.file.data_file.file_path);
  std::erase_if(files, [&](const auto& file) { return !paths.contains(file.data_file.file_path); });
  return files;
}

Result<> write_without_rows(BatchTable& changed, const ExperimentIds& ids, const std::string& batch_id,
                            ThreadPool& pool) {
  const iceberg::Table& table = changed.table();
  TableRemoval removal{.snapshot_id = table.metadata().current_snapshot_id};
  EIGENLAKE_ASSIGN_OR_RETURN(const auto live, iceberg::plan_files(table));
  EIGENLAKE_ASSIGN_OR_RETURN(const auto files, files_with_bytes(table, live, ids, pool));
  const auto deletes = std::make_shared<iceberg::DeleteCache>();
  size_t number = 0;
  for (const auto& file : files) {
    removal.removed_files.insert(file.data_file.file_path);
    EIGENLAKE_RETURN_IF_ERROR(
        write_remaining(changed, file, ids, deletes, fmt::format("{}-{:05}", batch_id, number++)));
  }
  const auto all = uses_of_deletes(live);
  for (const auto& [path, uses] : uses_of_deletes(files))
    if (uses == all.at(path)) removal.removed_files.insert(path);
  changed.remove(std::move(removal));
  return {};
}

}  // namespace eigenlake
