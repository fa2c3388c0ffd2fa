// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/maintenance/compact.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <vector>

#include <arrow/api.h>
#include <arrow/type_fwd.h>

#include "eigenlake/iceberg/data/data_file_writer.h"
#include "eigenlake/iceberg/update/rewrite_files.h"
#include "eigenlake/iceberg/update/table_changes.h"
#include "eigenlake/maintenance/external_sort.h"
#include "eigenlake/maintenance/file_rows.h"
#include "eigenlake/maintenance/row_order.h"
#include "eigenlake/tables/iceberg_table.h"

namespace eigenlake {
namespace {

using iceberg::DataFile;
using iceberg::RewriteFilesAction;

/// Groups that are larger are rewritten one after another, so that memory does not grow with the threads.
constexpr int64_t kSideBySideBytesMax = 4 << 20;

/// Writes rows of one partition, in the order of sort_columns(), as files of some `rows_per_file` rows. A
/// file ends where the first sort column changes, so that no experiment lies in two of them.
class SortedFileWriter {
 public:
  SortedFileWriter(const iceberg::Table& table, const TableDefinition& definition,
                   iceberg::PartitionValues partition, int64_t rows_per_file)
      : table_(table),
        definition_(definition),
        partition_(std::move(partition)),
        rows_per_file_(std::max<int64_t>(rows_per_file, 1)) {}

  Result<> write(std::shared_ptr<arrow::RecordBatch> rest) {
    while (rest->num_rows() > 0) {
      EIGENLAKE_ASSIGN_OR_RETURN(const int64_t count, rows_of_this_file(*rest));
      if (count > 0) EIGENLAKE_RETURN_IF_ERROR(append(rest->Slice(0, count)));
      if (count < rest->num_rows()) EIGENLAKE_RETURN_IF_ERROR(finish());
      rest = rest->Slice(count);
    }
    return {};
  }

  /// Ends the last file. Call once, before take_files().
  Result<> finish() {
    if (!writer_) return {};
    auto file = writer_->finish();
    writer_.reset();
    if (!file) return std::unexpected(std::move(file).error());
    files_.push_back(*std::move(file));
    return {};
  }

  std::vector<DataFile> take_files() { return std::move(files_); }

 private:
  Result<> append(const std::shared_ptr<arrow::RecordBatch>& rows) {
    if (!writer_) {
      EIGENLAKE_ASSIGN_OR_RETURN(
          auto opened,
          iceberg::DataFileWriter::open(table_, partition_, iceberg::new_data_file_name(),
                                        parquet_write_options(definition_, table_.metadata().properties)));
      writer_.emplace(std::move(opened));
    }
    EIGENLAKE_RETURN_IF_ERROR(writer_->write(*rows));
    last_row_ = rows->Slice(rows->num_rows() - 1, 1);
    return {};
  }

  /// How many of `rows` still belong to the file under way: all while it is not full, then those of the
  /// experiment that it ends with.
  Result<int64_t> rows_of_this_file(const arrow::RecordBatch& rows) const {
    const int64_t written = writer_ ? writer_->rows_written() : 0;
    const int64_t room = rows_per_file_ - written;
    if (rows.num_rows() <= room) return rows.num_rows();
    const auto columns = sort_columns(definition_);
    EIGENLAKE_ASSIGN_OR_RETURN(const SortKeys keys, SortKeys::of(rows, columns));
    int64_t count = std::max<int64_t>(room, 0);
    if (count == 0) {
      EIGENLAKE_ASSIGN_OR_RETURN(const SortKeys last, SortKeys::of(*last_row_, columns));
      if (keys.compare_first(1, 0, last, 0) != 0) return 0;
      count = 1;
    }
    while (count < rows.num_rows() && keys.compare_first(1, count, keys, count - 1) == 0) ++count;
    return count;
  }

  const iceberg::Table& table_;
  const TableDefinition& definition_;
  iceberg::PartitionValues partition_;
  int64_t rows_per_file_;
  std::optional<iceberg::DataFileWriter> writer_;
  std::shared_ptr<arrow::RecordBatch> last_row_;
  std::vector<DataFile> files_;
};

/// The rewriting of one table.
class Compaction {
 public:
  Compaction(iceberg::Table& table, const TableDefinition& definition, ThreadPool& pool,
             const CompactionOptions& options)
      : table_(table), definition_(definition), pool_(pool), options_(options) {}

  Result<CompactionReport> run() {
    EIGENLAKE_ASSIGN_OR_RETURN(const auto files, iceberg::plan_files(table_));
    for (const auto& file : files) report_.bytes_before += file.data_file.file_size_bytes;
    report_.files_before = report_.files_after = static_cast<int64_t>(files.size());
    report_.bytes_after = report_.bytes_before;
    groups_ = plan_compaction(table_.metadata(), files, options_.sizes);
    for (const auto& file : files)
      for (const auto& deletes : file.deletes) ++uses_[deletes->data_file.file_path];
    report_.groups = static_cast<int64_t>(groups_.size());
    if (options_.dry_run)
      for (const auto& group : groups_) report_.files_after += group.num_outputs - std::ssize(group.inputs);
    if (groups_.empty() || options_.dry_run) return report_;
    sequence_number_ = table_.metadata().current_snapshot()->sequence_number;
    outputs_.resize(groups_.size());
    auto done = rewrite_all();
    if (done) done = publish();
    if (done) return report_;
    if (done.error().kind != ErrorKind::kCommitStateUnknown)
      for (auto& files : outputs_) remove(files);
    return std::unexpected(std::move(done).error());
  }

 private:
  Result<> rewrite_all() {
    std::vector<size_t> small;
    std::vector<size_t> large;
    for (size_t i = 0; i < groups_.size(); ++i)
      (groups_[i].bytes <= kSideBySideBytesMax ? small : large).push_back(i);
    std::vector<Result<>> results(small.size());
    const int64_t share = options_.memory_bytes / std::max(pool_.num_threads(), 1);
    pool_.run(small.size(), [&](size_t i) { results[i] = rewrite(small[i], share); });
    for (auto& result : results) EIGENLAKE_RETURN_IF_ERROR(std::move(result));
    for (const size_t i : large) EIGENLAKE_RETURN_IF_ERROR(rewrite(i, options_.memory_bytes));
    return {};
  }

  Result<> rewrite(size_t index, int64_t memory_bytes) {
    auto result = write_sorted(groups_[index], memory_bytes, outputs_[index]);
    if (options_.on_progress) options_.on_progress(++groups_done_, groups_.size());
    return result;
  }

  Result<> write_sorted(const CompactionGroup& group, int64_t memory_bytes, std::vector<DataFile>& outputs) {
    ExternalSort sort({.columns = sort_columns(definition_), .chunk_bytes = memory_bytes});
    for (const auto& input : group.inputs)
      EIGENLAKE_RETURN_IF_ERROR(
          visit_rows(table_, input, deletes_,
                     [&](std::shared_ptr<arrow::RecordBatch> rows) { return sort.add(std::move(rows)); }));
    EIGENLAKE_RETURN_IF_ERROR(sort.finish());
    const int64_t rows_per_file = (group.rows + group.num_outputs - 1) / group.num_outputs;
    SortedFileWriter writer(table_, definition_, group.inputs[0].data_file.partition, rows_per_file);
    while (true) {
      EIGENLAKE_ASSIGN_OR_RETURN(const auto rows, sort.next());
      if (rows == nullptr) break;
      EIGENLAKE_RETURN_IF_ERROR(writer.write(rows));
    }
    EIGENLAKE_RETURN_IF_ERROR(writer.finish());
    outputs = writer.take_files();
    return {};
  }

  Result<> publish() {
    std::vector<size_t> all(groups_.size());
    std::iota(all.begin(), all.end(), size_t{0});
    auto done = publish_groups(all);
    if (done || done.error().kind != ErrorKind::kConflict) return done;
    if (all.size() == 1) return give_up(0);
    for (const size_t i : all) {
      EIGENLAKE_RETURN_IF_ERROR(iceberg::refresh(table_));
      done = publish_groups({i});
      if (!done && done.error().kind == ErrorKind::kConflict) done = give_up(i);
      EIGENLAKE_RETURN_IF_ERROR(std::move(done));
    }
    return {};
  }

  Result<> publish_groups(const std::vector<size_t>& indices) {
    iceberg::RewriteFilesOptions rewrite;
    rewrite.sequence_number = sequence_number_;
    rewrite.summary = {{std::string(kMaintenanceProperty), "compact"}};
    // Delete files go with the last data file that they apply to.
    std::map<std::string, int64_t> uses;
    for (const size_t i : indices) {
      for (const auto& input : groups_[i].inputs) {
        rewrite.removed_files.insert(input.data_file.file_path);
        for (const auto& deletes : input.deletes) ++uses[deletes->data_file.file_path];
      }
      std::ranges::copy(outputs_[i], std::back_inserter(rewrite.added_files));
    }
    for (const auto& [path, count] : uses)
      if (count == uses_[path]) rewrite.removed_files.insert(path);
    EIGENLAKE_RETURN_IF_ERROR(RewriteFilesAction(table_, std::move(rewrite)).commit());
    for (const auto& [path, count] : uses) uses_[path] -= count;
    for (const size_t i : indices) count(i);
    return {};
  }

  void count(size_t index) {
    const auto& group = groups_[index];
    report_.files_after += std::ssize(outputs_[index]) - std::ssize(group.inputs);
    report_.bytes_after -= group.bytes;
    for (const DataFile& file : outputs_[index]) report_.bytes_after += file.file_size_bytes;
    report_.rows += group.rows;
    outputs_[index].clear();  // They are the table's now.
  }

  Result<> give_up(size_t index) {
    ++report_.conflicts;
    remove(outputs_[index]);
    return {};
  }

  /// Best effort: what remains is a harmless orphan.
  void remove(std::vector<DataFile>& files) {
    for (const DataFile& file : files)
      if (const auto key = table_.key_of(file.file_path)) std::ignore = table_.store().remove(*key);
    files.clear();
  }

  iceberg::Table& table_;
  const TableDefinition& definition_;
  ThreadPool& pool_;
  const CompactionOptions& options_;
  CompactionReport report_;
  std::vector<CompactionGroup> groups_;
  std::vector<std::vector<DataFile>> outputs_;  ///< Written and not yet published, by group.
  std::map<std::string, int64_t> uses_;         ///< Live data files that each delete file applies to.
  std::shared_ptr<iceberg::DeleteCache> deletes_ = std::make_shared<iceberg::DeleteCache>();
  int64_t sequence_number_ = 0;
  std::atomic<size_t> groups_done_ = 0;
};

}  // namespace

Result<CompactionReport> compact_table(iceberg::Table& table, const TableDefinition& definition,
                                       ThreadPool& pool, const CompactionOptions& options) {
  return Compaction(table, definition, pool, options).run();
}

}  // namespace eigenlake
