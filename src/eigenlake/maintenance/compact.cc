#include "eigenlake/maintenance/compact.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <memory>

#include <arrow/api.h>

#include "eigenlake/iceberg/update/rewrite_files.h"
#include "eigenlake/iceberg/update/table_changes.h"
#include "eigenlake/maintenance/external_sort.h"
#include "eigenlake/maintenance/file_rows.h"
#include "eigenlake/maintenance/row_order.h"
#include "eigenlake/maintenance/sorted_file_writer.h"
#include "eigenlake/tables/iceberg_table.h"

namespace eigenlake {
namespace {

using iceberg::DataFile;
using iceberg::RewriteFilesAction;

/// Groups that are larger are rewritten one after another, so that memory does not grow with the threads.
constexpr int64_t kSideBySideBytesMax = 4 << 20;

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
    for (const auto& file : files) {
      for (const auto& deletes : file.deletes) ++uses_[deletes->data_file.file_path];
    }
    report_.groups = static_cast<int64_t>(groups_.size());
    if (options_.dry_run) {
      for (const auto& group : groups_)
        report_.files_after += group.num_outputs - static_cast<int64_t>(group.inputs.size());
    }
    if (groups_.empty() || options_.dry_run) return report_;
    sequence_number_ = table_.metadata().current_snapshot()->sequence_number;
    outputs_.resize(groups_.size());
    auto done = rewrite_all();
    if (done) done = publish();
    if (!done) {
      if (done.error().kind != ErrorKind::kCommitStateUnknown) remove_outputs();
      return std::unexpected(std::move(done).error());
    }
    return report_;
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
    for (const auto& input : group.inputs) {
      EIGENLAKE_RETURN_IF_ERROR(
          visit_rows(table_, input, deletes_,
                     [&](std::shared_ptr<arrow::RecordBatch> rows) { return sort.add(std::move(rows)); }));
    }
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
    for (size_t i = 0; i < all.size(); ++i) all[i] = i;
    auto done = publish_groups(all);
    if (done || done.error().kind != ErrorKind::kConflict || all.size() == 1) {
      if (!done && done.error().kind == ErrorKind::kConflict) return give_up(0);
      return done;
    }
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
    for (const auto& [path, count] : uses) {
      if (count == uses_[path]) rewrite.removed_files.insert(path);
    }
    RewriteFilesAction action(table_, std::move(rewrite));
    EIGENLAKE_RETURN_IF_ERROR(action.commit());
    for (const auto& [path, count] : uses) uses_[path] -= count;
    for (const size_t i : indices) count(i);
    return {};
  }

  void count(size_t index) {
    const auto& group = groups_[index];
    report_.files_after += static_cast<int64_t>(outputs_[index].size());
    report_.files_after -= static_cast<int64_t>(group.inputs.size());
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

  void remove_outputs() {
    for (auto& files : outputs_) remove(files);
  }

  /// Best effort: what remains is a harmless orphan.
  void remove(std::vector<DataFile>& files) {
    for (const DataFile& file : files) {
      if (const auto key = table_.key_of(file.file_path)) std::ignore = table_.store().remove(*key);
    }
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
