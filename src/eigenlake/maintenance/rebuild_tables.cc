#include "eigenlake/maintenance/rebuild_tables.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <ranges>
#include <set>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

#include "eigenlake/iceberg/data/data_file_writer.h"
#include "eigenlake/iceberg/scan/scan.h"
#include "eigenlake/iceberg/update/append.h"
#include "eigenlake/iceberg/update/table_changes.h"
#include "eigenlake/ingest/experiment_rows.h"
#include "eigenlake/ingest/raw_record.h"
#include "eigenlake/ingest/table_files.h"
#include "eigenlake/ingest/waiting_records.h"
#include "eigenlake/lake/audit_log.h"
#include "eigenlake/lake/batch_tags.h"
#include "eigenlake/lake/deletion.h"
#include "eigenlake/lake/failed_run.h"
#include "eigenlake/lake/lake_tables.h"
#include "eigenlake/lake/pending_batch.h"
#include "eigenlake/lake/raw_listing.h"
#include "eigenlake/lake/table_reader.h"
#include "eigenlake/maintenance/damaged_tables.h"
#include "eigenlake/maintenance/left_over_rows.h"
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

  Result<> take_out(const ExperimentIds& ids) { return take_out_experiments(table_, ids); }

  Result<> add(const BatchStamp& stamp, const PartitionKey& partition, const RowSource& rows) {
    EIGENLAKE_ASSIGN_OR_RETURN(auto writers, write_data_files(table_, table_definition(name()), partition,
                                                              iceberg::new_data_file_name(), rows));
    for (auto& writer : writers) {
      EIGENLAKE_ASSIGN_OR_RETURN(files_[stamp.batch_id].emplace_back(), writer.finish());
    }
    return {};
  }

  /// What the audit log says up to this batch no longer counts.
  Result<> count_from(const std::string& batch_id) {
    return iceberg::update_properties(table_, {{std::string(kMadeAnewProperty), batch_id}});
  }

  /// Of all batches, for whoever commits them otherwise.
  std::vector<iceberg::DataFile> take_files() {
    std::vector<iceberg::DataFile> all;
    for (auto& [batch, files] : files_) std::ranges::move(files, std::back_inserter(all));
    files_.clear();
    return all;
  }

  /// Batches in the order of the log.
  Result<> commit(std::span<const BatchStamp> stamps) {
    for (const BatchStamp& stamp : stamps) {
      const auto found = files_.find(stamp.batch_id);
      if (found == files_.end()) continue;
      const bool is_first = !table_.metadata().current_snapshot_id;
      iceberg::AppendOptions append{.files = std::move(found->second),
                                    .summary = {{std::string(kBatchIdProperty), stamp.batch_id},
                                                {std::string(kRecoveredProperty), "from raw"}}};
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

/// Of the files that are not damaged.
Result<Owners> read_owners(const TableState& state) {
  static constexpr std::array<std::string_view, 2> kColumns = {"experiment_id", "processing_batch_id"};
  EIGENLAKE_ASSIGN_OR_RETURN(auto files, iceberg::plan_files(*state.table));
  std::erase_if(files,
                [&](const auto& file) { return state.damaged_files.contains(file.data_file.file_path); });
  Owners owners;
  EIGENLAKE_RETURN_IF_ERROR(read_files(*state.table, files, kColumns, {}, [&](const TableChunk& chunk) {
    for (int64_t row = 0; row < chunk.num_rows(); ++row)
      owners.emplace(chunk.string(0, row), chunk.string(1, row));
  }));
  return owners;
}

struct ReadObject {
  std::string key;
  bool had_new = false;  ///< Experiments that the lake did not have.
};
/// The raw objects that each batch read, by the ledger.
using ObjectsOfBatches = std::map<std::string, std::vector<ReadObject>>;

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

/// The experiments that there are, and what the tables lack of them.
class NormalizedRebuild {
 public:
  NormalizedRebuild(const Lake& lake, TableStates& states, const RebuildOptions& options)
      : lake_(lake), states_(states), options_(options) {}

  Result<> look(std::span<const std::string> names) {
    is_whole_ = whole_row_each_table(states_).has_value();
    EIGENLAKE_ASSIGN_OR_RETURN(stamps_, read_stamps(*states_.at(kAuditTable).table));
    for (const BatchStamp& stamp : stamps_) stamp_of_batch_[stamp.batch_id] = &stamp;
    const auto& ledger = states_.at(kLedgerTable);
    if (ledger.has_all_rows() && ledger.table) {
      EIGENLAKE_ASSIGN_OR_RETURN(objects_, objects_of_batches(*ledger.table));
    }
    std::map<std::string, Owners> present;
    for (const auto name : kNormalizedTables) {
      if (!states_.at(name).table) continue;
      const bool is_wanted = tells(name) || std::ranges::find(names, name) != names.end();
      if (!is_wanted) continue;
      EIGENLAKE_ASSIGN_OR_RETURN(present[std::string(name)], read_owners(states_.at(name)));
    }
    EIGENLAKE_RETURN_IF_ERROR(unite(present));
    for (const std::string& name : names) compare(name, present[name]);
    return {};
  }

  Result<> restore() {
    for (const auto& [name, lacking] : lacking_) {
      EIGENLAKE_ASSIGN_OR_RETURN(auto table, TableRebuild::begin(lake_, states_, name));
      if (const auto found = left_over_.find(name); found != left_over_.end())
        EIGENLAKE_RETURN_IF_ERROR(table.take_out(found->second));
      tables_.push_back(std::move(table));
    }
    EIGENLAKE_RETURN_IF_ERROR(read_records());
    FilesOfTables replacements;
    for (TableRebuild& table : tables_) {
      const bool is_found = num_lost(lacking_.at(table.name())) == 0;
      if (is_damaged(table.name())) {
        if (is_found || options_.accepts_loss) replacements.emplace(table.name(), table.take_files());
        continue;
      }
      EIGENLAKE_RETURN_IF_ERROR(table.commit(stamps_));
      if (is_whole_ && is_found) EIGENLAKE_RETURN_IF_ERROR(remember_table(lake_, states_, table.table()));
    }
    return replacements.empty() ? Result<>() : replace_damaged_files(lake_, states_, std::move(replacements));
  }

  std::vector<RecoveryStep> steps() const {
    std::vector<RecoveryStep> steps;
    for (const auto& [name, lacking] : lacking_) {
      const size_t lost = num_lost(lacking);
      const bool is_left = lost > 0 && is_damaged(name) && !options_.accepts_loss;
      std::string what;
      if (options_.dry_run)
        what = fmt::format("would put back the rows of {} experiments that raw objects have", lacking.size());
      else if (!is_left)
        what = fmt::format("put back the rows of {} experiments", lacking.size() - lost);
      else
        what = "left as it is";
      if (const auto found = left_over_.find(name); found != left_over_.end())
        what += fmt::format("; {} those of {} that were deleted or replaced",
                            options_.dry_run ? "would take out" : "took out", found->second.size());
      if (lost > 0 && options_.accepts_loss)
        what += fmt::format("; those of {} are gone", lost);
      else if (lost > 0)
        what += fmt::format(
            "; no raw object has {}{}: bring them back, or go on without by `eigenlake recover "
            "--accept {}`",
            lost, is_left ? fmt::format(" of the {} experiments", lacking.size()) : " more", name);
      steps.push_back({name, std::move(what), lost == 0 || options_.accepts_loss});
    }
    return steps;
  }

 private:
  bool is_damaged(const std::string& name) const {
    return states_.at(name).kind == TableState::Kind::kDamaged;
  }

  /// Whether the table says which experiments there are.
  bool tells(std::string_view name) const {
    const bool has_row_each = std::ranges::find(kRowEachTables, name) != kRowEachTables.end();
    return !is_whole_ || (has_row_each && states_.at(name).has_all_rows());
  }

  /// The experiments of the tables that tell; without a whole one, also those that the ledger names. Deleted
  /// ones are none, which an older table may have.
  Result<> unite(const std::map<std::string, Owners>& present) {
    if (!states_.at(kDeletionsTable).is_lacking()) {
      EIGENLAKE_ASSIGN_OR_RETURN(const LakeTables tables, LakeTables::load_all(lake_));
      EIGENLAKE_ASSIGN_OR_RETURN(deletions_, read_deletions(tables, true));
    }
    EIGENLAKE_ASSIGN_OR_RETURN(const auto pending, pending_batch_id(lake_.state_store()));
    const auto add = [&](const std::string& id, const std::string& batch) {
      // Whoever finishes or undoes it writes these, or takes them out.
      if (batch == pending) return;
      const auto found = deletions_.find(id);
      if (found == deletions_.end() || !found->second.deleted) owners_.emplace(id, batch);
    };
    for (const auto& [name, owners] : present)
      if (tells(name))
        for (const auto& [id, batch] : owners) add(id, batch);
    if (is_whole_) return {};
    // The last batch has it, where it was deleted and computed again.
    for (const BatchStamp& stamp : std::views::reverse(stamps_)) {
      const auto read = objects_.find(stamp.batch_id);
      if (read == objects_.end()) continue;
      for (const ReadObject& object : read->second)
        if (const auto id = experiment_in_raw_key(object.key); id && object.had_new)
          add(std::string(*id), stamp.batch_id);
    }
    return {};
  }

  /// An older table may have experiments that were deleted since, or deleted and computed again.
  void compare(const std::string& name, const Owners& there) {
    auto& lacking = lacking_[name];
    const bool is_older = states_.at(name).kind == TableState::Kind::kOlder;
    for (const auto& [id, batch] : owners_) {
      const auto found = there.find(id);
      const bool is_another = is_older && found != there.end() && found->second != batch;
      if (is_another) left_over_[name].insert(id);
      if (is_another || found == there.end()) lacking.insert(id);
    }
    for (const auto& [id, batch] : there)
      if (is_older && !owners_.contains(id) && deletions_.contains(id)) left_over_[name].insert(id);
    wanted_.insert(lacking.begin(), lacking.end());
  }

  /// Those that were looked for and not found.
  size_t num_lost(const std::unordered_set<std::string>& lacking) const {
    if (options_.dry_run) return 0;
    return static_cast<size_t>(
        std::ranges::count_if(lacking, [&](const auto& id) { return !found_.contains(id); }));
  }

  const BatchStamp* stamp_of(const std::string& experiment_id) const {
    const auto found = stamp_of_batch_.find(owners_.at(experiment_id));
    return found == stamp_of_batch_.end() ? nullptr : found->second;
  }

  /// Of an experiment that was computed twice, the record that the owner batch read.
  Result<> read_records() {
    EIGENLAKE_ASSIGN_OR_RETURN(RawListing listing, list_raw_objects(lake_.raw_store(), {}));
    std::erase_if(listing.objects, [](const ObjectInfo& object) { return is_failure_object(object.key); });
    std::map<std::string, std::set<std::string>> wanted_of_batch;
    for (const std::string& id : wanted_) wanted_of_batch[owners_.at(id)].insert(id);
    for (auto& [batch, wanted] : wanted_of_batch) {
      const auto read = objects_.find(batch);
      if (read == objects_.end()) continue;
      std::unordered_set<std::string_view> of_batch;
      for (const ReadObject& object : read->second) of_batch.insert(object.key);
      std::vector<ObjectInfo> objects;
      std::ranges::copy_if(listing.objects, std::back_inserter(objects),
                           [&](const ObjectInfo& object) { return of_batch.contains(object.key); });
      EIGENLAKE_RETURN_IF_ERROR(read_from(objects, std::move(wanted)));
    }
    std::set<std::string> others;
    std::ranges::copy_if(wanted_, std::inserter(others, others.end()),
                         [&](const std::string& id) { return !found_.contains(id); });
    EIGENLAKE_RETURN_IF_ERROR(read_from(listing.objects, std::move(others)));
    return write_window();
  }

  Result<> read_from(std::span<const ObjectInfo> objects, std::set<std::string> wanted) {
    Result<> done;
    if (wanted.empty()) return done;
    EIGENLAKE_RETURN_IF_ERROR(read_waiting_records(lake_, objects, std::move(wanted),
                                                   [&](const std::string& id, const RunRecord& record) {
                                                     if (done) done = take(id, record);
                                                   }));
    return done;
  }

  Result<> take(const std::string& id, const RunRecord& record) {
    // Rows that no batch explains are another engine's.
    if (stamp_of(id) == nullptr) return {};
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
    const BatchStamp* stamp = stamp_of(group[0].id);
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
  std::unordered_map<std::string_view, const BatchStamp*> stamp_of_batch_;
  Owners owners_;
  std::map<std::string, std::unordered_set<std::string>> lacking_;  ///< By table.
  std::map<std::string, ExperimentIds> left_over_;                  ///< Of older tables.
  std::set<std::string> wanted_;
  std::vector<TableRebuild> tables_;
  std::vector<Experiment> window_;
  size_t values_ = 0;
  bool is_whole_ = true;  ///< A table tells which experiments there are.
  const RebuildOptions options_;
  ObjectsOfBatches objects_;
  Deletions deletions_;  ///< Also those that were lifted.
  std::unordered_set<std::string> found_;
};

}  // namespace

std::optional<std::string> whole_row_each_table(const TableStates& states) {
  for (const auto name : kRowEachTables)
    if (states.at(name).has_all_rows()) return std::string(name);
  return std::nullopt;
}

Result<std::vector<RecoveryStep>> rebuild_normalized(const Lake& lake, TableStates& states,
                                                     std::span<const std::string> names,
                                                     const RebuildOptions& options) {
  NormalizedRebuild rebuild(lake, states, options);
  EIGENLAKE_RETURN_IF_ERROR(rebuild.look(names));
  if (!options.dry_run) EIGENLAKE_RETURN_IF_ERROR(rebuild.restore());
  return rebuild.steps();
}

Result<std::vector<RecoveryStep>> rebuild_failures(const Lake& lake, TableStates& states, bool dry_run) {
  const TableState& state = states.at(kFailuresTable);
  EIGENLAKE_ASSIGN_OR_RETURN(const auto stamps, read_stamps(*states.at(kAuditTable).table));
  EIGENLAKE_ASSIGN_OR_RETURN(auto objects, objects_of_batches(*states.at(kLedgerTable).table));
  for (auto& [batch, read] : objects)
    std::erase_if(read, [](const ReadObject& object) { return !is_failure_object(object.key); });
  if (state.table && state.damaged_files.empty()) {
    static constexpr std::array<std::string_view, 1> kColumns = {"processing_batch_id"};
    EIGENLAKE_RETURN_IF_ERROR(read_table(*state.table, {}, kColumns, {}, [&](const TableChunk& chunk) {
      for (int64_t row = 0; row < chunk.num_rows(); ++row) objects.erase(std::string(chunk.string(0, row)));
    }));
  }
  size_t num_found = 0;
  size_t num_lost = 0;
  std::map<std::string, std::vector<FailedRun>> failures;
  for (const auto& [batch, keys] : objects) {
    for (const ReadObject& object : keys) {
      const auto bytes = lake.raw_store().get(object.key);
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
    // A ledger that was made anew has given the objects to other batches.
    if (!stamps.empty()) EIGENLAKE_RETURN_IF_ERROR(table.count_from(stamps.back().batch_id));
    if (num_lost == 0) EIGENLAKE_RETURN_IF_ERROR(remember_table(lake, states, table.table()));
  }
  std::string what = fmt::format("{} {} rows", dry_run ? "would put back" : "put back", num_found);
  if (num_lost > 0)
    what +=
        fmt::format("; {} objects are gone, and `eigenlake recover --accept {}` goes on without their rows",
                    num_lost, kFailuresTable);
  return std::vector<RecoveryStep>{{std::string(kFailuresTable), std::move(what), num_lost == 0}};
}

}  // namespace eigenlake
