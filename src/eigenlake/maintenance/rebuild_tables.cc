#include "eigenlake/maintenance/rebuild_tables.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

#include "eigenlake/iceberg/data/data_file_writer.h"
#include "eigenlake/iceberg/update/append.h"
#include "eigenlake/iceberg/update/table_changes.h"
#include "eigenlake/ingest/table_files.h"
#include "eigenlake/ingest/waiting_records.h"
#include "eigenlake/lake/audit_log.h"
#include "eigenlake/lake/batch_tags.h"
#include "eigenlake/lake/failed_run.h"
#include "eigenlake/lake/lake_tables.h"
#include "eigenlake/lake/raw_listing.h"
#include "eigenlake/lake/table_reader.h"
#include "eigenlake/tables/table_names.h"
#include "eigenlake/transform/normalized_tables.h"

namespace eigenlake {
namespace {

/// Points of trajectories that are held at once, parameters included; some hundred megabytes.
constexpr size_t kWindowValuesMax = 4'000'000;

/// A table that gets rows back, batch after batch.
class TableRebuild {
 public:
  static Result<TableRebuild> begin(const Lake& lake, const TableStates& states, const std::string& name) {
    const auto& found = states.at(name).table;
    if (found) return TableRebuild(*found);
    EIGENLAKE_ASSIGN_OR_RETURN(auto staged, stage_again(lake, states, name));
    return TableRebuild(std::move(staged));
  }

  const std::string& name() const { return table_.identifier().name; }
  const iceberg::Table& table() const { return table_; }

  Result<> add(const BatchStamp& stamp, const PartitionKey& partition, const RowSource& rows) {
    EIGENLAKE_ASSIGN_OR_RETURN(auto writers, write_data_files(table_, table_definition(name()), partition,
                                                              iceberg::new_data_file_name(), rows));
    for (auto& writer : writers) {
      EIGENLAKE_ASSIGN_OR_RETURN(files_[stamp.batch_id].emplace_back(), writer.finish());
    }
    return {};
  }

  /// Batches in the order of the log.
  Result<> commit(std::span<const BatchStamp> stamps) {
    for (const BatchStamp& stamp : stamps) {
      const auto found = files_.find(stamp.batch_id);
      if (found == files_.end()) continue;
      const bool is_first = !table_.metadata().current_snapshot_id;
      iceberg::AppendOptions append{
          .files = std::move(found->second),
          .summary = {{std::string(kBatchIdProperty), stamp.batch_id}, {"eigenlake.recovered-from", "raw"}}};
      append.tag = is_first ? creation_tag(stamp.batch_id) : append_tag(stamp.batch_id);
      // Of a batch that is there in part the tag is, too.
      if (table_.metadata().refs.contains(*append.tag)) append.tag.reset();
      EIGENLAKE_RETURN_IF_ERROR(iceberg::append(table_, append));
    }
    if (!table_.is_staged()) return {};
    return iceberg::commit_change(table_, [](iceberg::TableMetadata&) { return true; });
  }

 private:
  explicit TableRebuild(iceberg::Table table) : table_(std::move(table)) {}

  iceberg::Table table_;
  std::map<std::string, std::vector<iceberg::DataFile>> files_;  ///< By batch.
};

/// The stamps of all batches, in the order in which they became complete.
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

using Owners = std::unordered_map<std::string, std::string>;  ///< Experiment → batch.

Result<Owners> read_owners(const iceberg::Table& table) {
  static constexpr std::array<std::string_view, 2> kColumns = {"experiment_id", "processing_batch_id"};
  Owners owners;
  EIGENLAKE_RETURN_IF_ERROR(read_table(table, {}, kColumns, {}, [&](const TableChunk& chunk) {
    for (int64_t row = 0; row < chunk.num_rows(); ++row)
      owners.emplace(chunk.string(0, row), chunk.string(1, row));
  }));
  return owners;
}

/// The experiments of the survivor, and what the tables lack of them.
class NormalizedRebuild {
 public:
  NormalizedRebuild(const Lake& lake, TableStates& states) : lake_(lake), states_(states) {}

  Result<> look(std::span<const std::string> names, const std::string& survivor) {
    is_whole_ = states_.at(survivor).kind == TableState::Kind::kWhole;
    EIGENLAKE_ASSIGN_OR_RETURN(stamps_, read_stamps(*states_.at(kAuditTable).table));
    EIGENLAKE_ASSIGN_OR_RETURN(owners_, read_owners(*states_.at(survivor).table));
    for (const std::string& name : names) {
      const auto& table = states_.at(name).table;
      Owners present;
      if (table) {
        EIGENLAKE_ASSIGN_OR_RETURN(present, read_owners(*table));
      }
      auto& lacking = lacking_[name];
      for (const auto& [id, batch] : owners_)
        if (!present.contains(id)) lacking.insert(id);
      wanted_.insert(lacking.begin(), lacking.end());
    }
    return {};
  }

  Result<> restore() {
    for (const auto& [name, lacking] : lacking_) {
      EIGENLAKE_ASSIGN_OR_RETURN(auto table, TableRebuild::begin(lake_, states_, name));
      tables_.push_back(std::move(table));
    }
    EIGENLAKE_RETURN_IF_ERROR(read_records());
    for (TableRebuild& table : tables_) {
      EIGENLAKE_RETURN_IF_ERROR(table.commit(stamps_));
      if (is_whole_) EIGENLAKE_RETURN_IF_ERROR(remember_table(lake_, states_, table.table()));
    }
    return {};
  }

  std::vector<RecoveryStep> steps(bool dry_run) const {
    std::vector<RecoveryStep> steps;
    for (const auto& [name, lacking] : lacking_) {
      const auto lost = static_cast<size_t>(
          std::ranges::count_if(lacking, [&](const auto& id) { return !dry_run && !found_.contains(id); }));
      std::string what = fmt::format("{} the rows of {} experiments", dry_run ? "would put back" : "put back",
                                     lacking.size() - lost);
      if (lost > 0) what += fmt::format("; {} are in no raw object, and their rows stay lost", lost);
      steps.push_back({name, std::move(what), lost == 0});
    }
    return steps;
  }

 private:
  Result<> read_records() {
    EIGENLAKE_ASSIGN_OR_RETURN(RawListing listing, list_raw_objects(lake_.raw_store(), {}));
    std::erase_if(listing.objects, [](const ObjectInfo& object) { return is_failure_object(object.key); });
    Result<> done;
    EIGENLAKE_RETURN_IF_ERROR(read_waiting_records(lake_, listing.objects, wanted_,
                                                   [&](const std::string& id, const RunRecord& record) {
                                                     if (done) done = take(id, record);
                                                   }));
    EIGENLAKE_RETURN_IF_ERROR(done);
    return write_window();
  }

  Result<> take(const std::string& id, const RunRecord& record) {
    EIGENLAKE_ASSIGN_OR_RETURN(auto settings, parse_run_settings(record));
    window_.push_back({id, record, std::move(settings)});
    found_.insert(id);
    values_ += record.iteration_list.size() + record.iteration_parameters.size();
    return values_ < kWindowValuesMax ? Result<>() : write_window();
  }

  const std::string& batch_of(const Experiment& experiment) const { return owners_.at(experiment.id); }

  Result<> write_window() {
    const auto order = [&](const Experiment& experiment) {
      return std::tie(batch_of(experiment), experiment.record.basis_set, experiment.record.backend);
    };
    std::ranges::stable_sort(window_, [&](const auto& a, const auto& b) { return order(a) < order(b); });
    for (std::span<const Experiment> rest = window_; !rest.empty();) {
      const auto end =
          std::ranges::find_if(rest, [&](const auto& other) { return order(other) != order(rest[0]); });
      const auto group = rest.first(static_cast<size_t>(end - rest.begin()));
      EIGENLAKE_RETURN_IF_ERROR(write_group(group));
      rest = rest.subspan(group.size());
    }
    window_.clear();
    values_ = 0;
    return {};
  }

  /// Experiments of one batch and partition.
  Result<> write_group(std::span<const Experiment> group) {
    const auto stamp = std::ranges::find(stamps_, batch_of(group[0]), &BatchStamp::batch_id);
    // Rows that no batch explains are another engine's.
    if (stamp == stamps_.end()) return {};
    const RunRecord& first = group[0].record;
    for (TableRebuild& table : tables_) {
      std::vector<Experiment> lacking;
      std::ranges::copy_if(group, std::back_inserter(lacking), [&](const Experiment& experiment) {
        return lacking_.at(table.name()).contains(experiment.id);
      });
      for (const auto part : cut_into_files(table.name(), lacking))
        EIGENLAKE_RETURN_IF_ERROR(table.add(*stamp, {stamp->date_days(), first.basis_set, first.backend},
                                            normalized_row_source(table.name(), part, *stamp)));
    }
    return {};
  }

  const Lake& lake_;
  TableStates& states_;
  std::vector<BatchStamp> stamps_;
  Owners owners_;
  std::map<std::string, std::unordered_set<std::string>, std::less<>> lacking_;  ///< By table.
  std::set<std::string> wanted_;
  std::vector<TableRebuild> tables_;
  std::vector<Experiment> window_;
  size_t values_ = 0;
  bool is_whole_ = true;  ///< The survivor.
  std::unordered_set<std::string> found_;
};

/// The objects of failures by the batch that read them.
Result<std::map<std::string, std::vector<std::string>>> failure_objects(const iceberg::Table& ledger) {
  static constexpr std::array<std::string_view, 3> kColumns = {"object_uri", "processing_batch_id", "status"};
  std::map<std::string, std::vector<std::string>> objects;
  EIGENLAKE_RETURN_IF_ERROR(read_table(ledger, {}, kColumns, {}, [&](const TableChunk& chunk) {
    for (int64_t row = 0; row < chunk.num_rows(); ++row) {
      const std::string key(raw_key_of(chunk.string(0, row)));
      if (is_failure_object(key) && chunk.string(2, row) == "ingested")
        objects[std::string(chunk.string(1, row))].push_back(key);
    }
  }));
  return objects;
}

}  // namespace

Result<std::vector<RecoveryStep>> rebuild_normalized(const Lake& lake, TableStates& states,
                                                     std::span<const std::string> names,
                                                     const std::string& survivor, bool dry_run) {
  NormalizedRebuild rebuild(lake, states);
  EIGENLAKE_RETURN_IF_ERROR(rebuild.look(names, survivor));
  if (!dry_run) EIGENLAKE_RETURN_IF_ERROR(rebuild.restore());
  return rebuild.steps(dry_run);
}

Result<std::vector<RecoveryStep>> rebuild_failures(const Lake& lake, TableStates& states, bool dry_run) {
  const TableState& state = states.at(kFailuresTable);
  EIGENLAKE_ASSIGN_OR_RETURN(const auto stamps, read_stamps(*states.at(kAuditTable).table));
  EIGENLAKE_ASSIGN_OR_RETURN(auto objects, failure_objects(*states.at(kLedgerTable).table));
  if (state.table) {
    static constexpr std::array<std::string_view, 1> kColumns = {"processing_batch_id"};
    EIGENLAKE_RETURN_IF_ERROR(read_table(*state.table, {}, kColumns, {}, [&](const TableChunk& chunk) {
      for (int64_t row = 0; row < chunk.num_rows(); ++row) objects.erase(std::string(chunk.string(0, row)));
    }));
  }
  size_t num_found = 0;
  size_t num_lost = 0;
  std::map<std::string, std::vector<FailedRun>> failures;
  for (const auto& [batch, keys] : objects) {
    for (const std::string& key : keys) {
      const auto bytes = lake.raw_store().get(key);
      auto failure = bytes ? parse_failed_run(*bytes) : std::unexpected(bytes.error());
      ++(failure ? num_found : num_lost);
      if (failure) failures[batch].push_back(*std::move(failure));
    }
  }
  if (!dry_run) {
    EIGENLAKE_ASSIGN_OR_RETURN(auto table, TableRebuild::begin(lake, states, std::string(kFailuresTable)));
    for (const BatchStamp& stamp : stamps)
      if (const auto found = failures.find(stamp.batch_id); found != failures.end())
        EIGENLAKE_RETURN_IF_ERROR(
            table.add(stamp, {}, single_batch(failed_run_rows(found->second, stamp.batch_id))));
    EIGENLAKE_RETURN_IF_ERROR(table.commit(stamps));
    EIGENLAKE_RETURN_IF_ERROR(remember_table(lake, states, table.table()));
  }
  std::string what = fmt::format("{} {} rows", dry_run ? "would put back" : "put back", num_found);
  if (num_lost > 0) what += fmt::format("; {} objects are gone, and their rows stay lost", num_lost);
  return std::vector<RecoveryStep>{{std::string(kFailuresTable), std::move(what), num_lost == 0}};
}

}  // namespace eigenlake
