// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/ingest/ingest_batch.h"

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <tuple>
#include <unordered_set>
#include <utility>

#include "eigenlake/ingest/experiment_files.h"
#include "eigenlake/ingest/large_object.h"
#include "eigenlake/ingest/raw_object.h"
#include "eigenlake/ingest/raw_object_reader.h"
#include "eigenlake/lake/batch_source.h"
#include "eigenlake/lake/deletion.h"
#include "eigenlake/lake/failed_run.h"
#include "eigenlake/lake/label.h"
#include "eigenlake/lake/ledger.h"
#include "eigenlake/lake/table_reader.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

/// Lines of a file of the ledger.
constexpr size_t kLedgerRowsMax = 1 << 14;

constexpr auto kIngestTables = [] {
  std::array<std::string_view, kNormalizedTables.size() + 1> names{};
  std::ranges::copy(kNormalizedTables, names.begin());
  names.back() = kLedgerTable;
  return names;
}();

/// What tells failures apart: input, molecule, time.
using FailureKey = std::tuple<std::string, std::string, int64_t>;

FailureKey key_of(const FailedRun& failure) {
  return {failure.input, failure.molecule, failure.failed_at};
}

Result<std::set<FailureKey>> read_known_failures(const LakeTables& tables) {
  static constexpr std::array<std::string_view, 3> kColumns = {"input", "molecule", "failed_at"};
  std::set<FailureKey> known;
  const auto* table = tables.find(kFailuresTable);
  if (table == nullptr) return known;
  EIGENLAKE_RETURN_IF_ERROR(read_table(*table, {}, kColumns, {}, [&](const TableChunk& chunk) {
    for (int64_t row = 0; row < chunk.num_rows(); ++row)
      known.emplace(chunk.string(0, row), chunk.string(1, row), chunk.timestamp_us(2, row).value_or(0));
  }));
  return known;
}

/// The state of one batch between its windows.
class IngestBatch {
 public:
  IngestBatch(const Lake& lake, const LakeTables& tables, Batch& batch, KnownIndex& index, ThreadPool& pool,
              const IngestOptions& options, Deletions deleted, RecentRuns* recent)
      : lake_(lake),
        tables_(tables),
        batch_(batch),
        index_(index),
        pool_(pool),
        options_(options),
        deleted_(std::move(deleted)),
        recent_(recent),
        files_(batch, pool),
        ledger_table_(batch.table(kLedgerTable)) {}

  Result<IngestReport> run() {
    const auto& objects = batch_.plan().objects;
    const auto first_failure =
        std::ranges::find_if(objects, [](const ObjectInfo& object) { return is_failure_object(object.key); });
    std::span<const ObjectInfo> rest(objects.begin(), first_failure);
    while (!rest.empty()) {
      const bool is_large = rest[0].size_bytes > options_.window_bytes;
      const auto window = rest.first(is_large ? 1 : window_length(rest));
      EIGENLAKE_RETURN_IF_ERROR(is_large ? ingest_large(rest[0]) : ingest_window(window));
      rest = rest.subspan(window.size());
    }
    EIGENLAKE_RETURN_IF_ERROR(take_failures({first_failure, objects.end()}));
    return finish();
  }

 private:
  size_t window_length(std::span<const ObjectInfo> objects) const {
    uint64_t bytes = 0;
    size_t length = 0;
    while (length < objects.size()) {
      bytes += objects[length].size_bytes;
      if (length > 0 && bytes > options_.window_bytes) break;
      ++length;
    }
    return length;
  }

  Result<> ingest_window(std::span<const ObjectInfo> objects) {
    EIGENLAKE_ASSIGN_OR_RETURN(auto decoded, decode(objects));
    std::vector<Experiment> experiments;
    for (size_t i = 0; i < objects.size(); ++i) {
      if (decoded[i].is_too_large) continue;
      LedgerEntry entry = entry_of(objects[i]);
      EIGENLAKE_RETURN_IF_ERROR(take_experiments(decoded[i], entry, experiments));
      EIGENLAKE_RETURN_IF_ERROR(end_object(decoded[i], std::move(entry)));
    }
    EIGENLAKE_RETURN_IF_ERROR(add(std::move(experiments)));
    for (size_t i = 0; i < objects.size(); ++i)
      if (decoded[i].is_too_large) EIGENLAKE_RETURN_IF_ERROR(ingest_large(objects[i]));
    return {};
  }

  /// An object that fills one window or several.
  Result<> ingest_large(const ObjectInfo& object) {
    LedgerEntry entry = entry_of(object);
    const auto take_part = [&](RawObject&& part) -> Result<> {
      std::vector<Experiment> experiments;
      EIGENLAKE_RETURN_IF_ERROR(take_experiments(part, entry, experiments));
      return add(std::move(experiments));
    };
    EIGENLAKE_ASSIGN_OR_RETURN(const auto total, read_in_parts(store_of(lake_, object.key), object,
                                                               options_.window_bytes, take_part));
    report_progress(static_cast<size_t>(total.records));
    return end_object(total, std::move(entry));
  }

  /// Objects with the failures of molecules.
  Result<> take_failures(std::span<const ObjectInfo> objects) {
    if (batch_.plan().restores && !objects.empty()) {
      EIGENLAKE_ASSIGN_OR_RETURN(known_failures_, read_known_failures(tables_));
    }
    for (const auto& object : objects) {
      EIGENLAKE_ASSIGN_OR_RETURN(const RawObject read, read_failure(object));
      report_progress(0);
      EIGENLAKE_RETURN_IF_ERROR(end_object(read, entry_of(object)));
    }
    return {};
  }

  Result<RawObject> read_failure(const ObjectInfo& object) {
    const auto bytes = lake_.raw_store().get(object.key);
    if (!bytes) {
      RawObject left_out{.error = reason_to_leave_out(lake_.raw_store(), object.key, bytes.error())};
      if (left_out.error.empty()) return std::unexpected(bytes.error());
      return left_out;
    }
    RawObject read{.format = "json"};
    auto failure = parse_failed_run(*bytes);
    if (!failure)
      read.error = failure.error().to_string();
    else if (!known_failures_.contains(key_of(*failure)))
      failures_.push_back(*std::move(failure));
    return read;
  }

  Result<> add(std::vector<Experiment> experiments) {
    keep_runs(experiments);
    return files_.add(std::move(experiments));
  }

  Result<std::vector<RawObject>> decode(std::span<const ObjectInfo> objects) {
    std::vector<Result<RawObject>> results(objects.size());
    DecodeBudget budget(options_.window_bytes);
    pool_.run(objects.size(), [&](size_t i) {
      results[i] = read_raw_object(store_of(lake_, objects[i].key), objects[i], budget);
      if (results[i] && !results[i]->is_too_large) report_progress(results[i]->experiments.size());
    });
    std::vector<RawObject> decoded;
    for (auto& result : results) {
      if (!result) return std::unexpected(std::move(result).error());
      decoded.push_back(*std::move(result));
    }
    return decoded;
  }

  void report_progress(size_t num_experiments) {
    if (!options_.on_progress) return;
    const std::lock_guard lock(progress_mutex_);
    ++progress_.objects_done;
    progress_.objects_total = batch_.plan().objects.size();
    progress_.experiments += num_experiments;
    options_.on_progress(progress_);
  }

  LedgerEntry entry_of(const ObjectInfo& object) const {
    return {.object_uri = source_uri(lake_, object.key),
            .etag = object.etag,
            .size_bytes = object.size_bytes,
            .error = std::nullopt};
  }

  /// Labels of an object that is read again exist, or were changed since; or they are lost, and the records
  /// have only some of them.
  bool takes_labels() const {
    const auto& remembered = tables_.remembered();
    const bool had_some = tables_.find(kLabelsTable) != nullptr ||
                          (remembered && find_remembered(*remembered, kLabelsTable) != nullptr);
    return !batch_.plan().restores || !had_some;
  }

  /// Moves what is new of the object's experiments to `experiments` and counts all in its line of the ledger.
  Result<> take_experiments(RawObject& object, LedgerEntry& entry, std::vector<Experiment>& experiments) {
    for (auto& experiment : object.experiments) {
      if (deleted_.contains(experiment.id)) {
        ++entry.experiments_duplicate;
        ++report_.experiments_deleted;
        continue;
      }
      EIGENLAKE_ASSIGN_OR_RETURN(const bool is_known, index_.has_experiment(experiment.id));
      if (takes_labels())
        for (const auto& [key, value] : experiment.settings.labels) labels_[{experiment.id, key}] = value;
      if (is_known || seen_.contains(experiment.id)) {
        ++entry.experiments_duplicate;
        continue;
      }
      ++entry.experiments_new;
      seen_.insert(new_ids_.emplace_back(experiment.id));
      experiments.push_back(std::move(experiment));
    }
    return {};
  }

  /// Writes the object's line of the ledger.
  Result<> end_object(const RawObject& object, LedgerEntry entry) {
    entry.format = object.format;
    entry.records = object.records;
    if (!object.error.empty() || !object.faults.empty()) {
      entry.error = object.error.empty() ? object.faults.to_string() : object.error;
      report_.quarantined.push_back({entry.object_uri, *entry.error});
    }
    if (options_.tells_outcomes) tell_outcome(entry);
    report_.records += static_cast<uint64_t>(entry.records);
    report_.records_faulty += object.faults.count();
    report_.experiments_new += static_cast<uint64_t>(entry.experiments_new);
    report_.experiments_duplicate += static_cast<uint64_t>(entry.experiments_duplicate);
    ledger_.push_back(std::move(entry));
    return ledger_.size() < kLedgerRowsMax ? Result<>() : write_ledger();
  }

  void tell_outcome(const LedgerEntry& entry) {
    using What = RetryOutcome::What;
    report_.outcomes.push_back({.uri = entry.object_uri,
                                .what = entry.error ? What::kRefused : What::kIngested,
                                .error = entry.error.value_or(""),
                                .records = entry.records,
                                .experiments_new = entry.experiments_new,
                                .experiments_duplicate = entry.experiments_duplicate});
  }

  void keep_runs(const std::vector<Experiment>& experiments) {
    if (recent_ == nullptr) return;
    for (const auto& experiment : experiments) {
      recent_->points += experiment.record.iteration_list.size();
      if (recent_->points > recent_->points_max) return;
      recent_->runs.push_back(run_of(experiment));
    }
  }

  Result<IngestReport> finish() {
    EIGENLAKE_RETURN_IF_ERROR(write_ledger());
    EIGENLAKE_RETURN_IF_ERROR(add_side_rows());
    report_.failures = failures_.size();
    report_.experiments_duplicate -= report_.experiments_deleted;
    auto info =
        fmt::format("{} raw objects, {} new experiments, {} duplicates, {} quarantined", ledger_table_.rows(),
                    report_.experiments_new, report_.experiments_duplicate, report_.quarantined.size());
    if (!failures_.empty()) info += fmt::format(", {} failures", failures_.size());
    if (report_.experiments_deleted > 0)
      info += fmt::format(", {} left out as deleted", report_.experiments_deleted);
    EIGENLAKE_ASSIGN_OR_RETURN(report_.batch, batch_.commit(info, [&] { update_index(); }));
    return std::move(report_);
  }

  /// Files of the side tables, which the batch touches only where it has rows for them.
  Result<> add_side_rows() {
    const BatchStamp& stamp = batch_.stamp();
    if (!failures_.empty())
      EIGENLAKE_RETURN_IF_ERROR(add_side_table(kFailuresTable, failed_run_rows(failures_, stamp.batch_id)));
    if (labels_.empty()) return {};
    std::vector<LabelChange> labels;
    for (const auto& [place, value] : labels_) labels.push_back({place.first, place.second, value});
    return add_side_table(kLabelsTable, label_rows(labels, stamp));
  }

  Result<> add_side_table(std::string_view name, std::shared_ptr<arrow::RecordBatch> rows) {
    EIGENLAKE_ASSIGN_OR_RETURN(BatchTable * table, batch_.include(tables_, name, kLedgerTable));
    return table->add_rows(std::move(rows));
  }

  /// Writes the collected lines as a file, so that memory stays bounded.
  Result<> write_ledger() {
    const std::vector<LedgerEntry> entries = std::exchange(ledger_, {});
    return ledger_table_.add_rows(ledger_rows(entries, batch_.stamp()));
  }

  void update_index() {
    const std::vector<std::string_view> ids(new_ids_.begin(), new_ids_.end());
    index_.add_experiments(ids, batch_.stamp().batch_id);
    index_.add_objects(batch_.plan().objects);
    // Best effort: a copy that does not fit is rebuilt.
    if (const auto after = batch_.index_snapshots_after()) std::ignore = index_.save(lake_, *after);
  }

  const Lake& lake_;
  const LakeTables& tables_;
  Batch& batch_;
  KnownIndex& index_;
  ThreadPool& pool_;
  const IngestOptions& options_;
  const Deletions deleted_;
  RecentRuns* recent_;
  ExperimentFiles files_;
  std::deque<std::string> new_ids_;
  std::unordered_set<std::string_view> seen_;  ///< The same.
  std::vector<LedgerEntry> ledger_;            ///< Lines that are in no file yet.
  std::vector<FailedRun> failures_;
  std::set<FailureKey> known_failures_;                                ///< Where objects are read again.
  std::map<std::pair<std::string, std::string>, std::string> labels_;  ///< By experiment and key.
  BatchTable& ledger_table_;
  std::mutex progress_mutex_;
  BatchProgress progress_;
  IngestReport report_;
};

}  // namespace

Result<IngestReport> run_ingest_batch(const Lake& lake, const LakeTables& tables, BatchPlan plan,
                                      KnownIndex& index, ThreadPool& pool, const IngestOptions& options,
                                      RecentRuns* recent) {
  // The batch goes through the records first.
  std::ranges::stable_partition(plan.objects, std::not_fn(is_failure_object), &ObjectInfo::key);
  EIGENLAKE_ASSIGN_OR_RETURN(auto deleted, read_deletions(tables));
  EIGENLAKE_ASSIGN_OR_RETURN(Batch batch, Batch::begin(lake, tables, kIngestTables, std::move(plan)));
  return IngestBatch(lake, tables, batch, index, pool, options, std::move(deleted), recent).run();
}

}  // namespace eigenlake
