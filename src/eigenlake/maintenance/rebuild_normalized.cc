// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/maintenance/rebuild_normalized.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <ranges>
#include <set>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

#include "eigenlake/base/counted.h"
#include "eigenlake/iceberg/scan/scan.h"
#include "eigenlake/ingest/experiment_rows.h"
#include "eigenlake/ingest/raw_record.h"
#include "eigenlake/ingest/waiting_records.h"
#include "eigenlake/lake/deletion.h"
#include "eigenlake/lake/failed_run.h"
#include "eigenlake/lake/lake_tables.h"
#include "eigenlake/lake/pending_batch.h"
#include "eigenlake/lake/raw_listing.h"
#include "eigenlake/lake/table_reader.h"
#include "eigenlake/maintenance/damaged_tables.h"
#include "eigenlake/maintenance/known_batches.h"
#include "eigenlake/maintenance/table_rebuild.h"
#include "eigenlake/tables/table_names.h"
#include "eigenlake/transform/normalized/normalized.h"

namespace eigenlake {
namespace {

/// Points of trajectories that are held at once, parameters included; some hundred megabytes.
constexpr size_t kWindowValuesMax = 4'000'000;

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

/// The existing experiments, and what the tables lack of them.
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
        EIGENLAKE_RETURN_IF_ERROR(take_out_experiments(table.table(), found->second));
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
        what = fmt::format("would put back the rows of {} that raw objects have",
                           counted(lacking.size(), "experiment"));
      else if (!is_left)
        what = fmt::format("put back the rows of {}", counted(lacking.size() - lost, "experiment"));
      else
        what = "left as it is";
      if (const auto found = left_over_.find(name); found != left_over_.end())
        what += fmt::format("; {} those of {} that were deleted or replaced",
                            options_.dry_run ? "would remove" : "removed", found->second.size());
      if (lost > 0 && options_.accepts_loss)
        what += fmt::format("; those of {} are gone", lost);
      else if (lost > 0)
        what += fmt::format(
            "; no raw object has {}{}: restore them, or accept the loss with `eigenlake recover "
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
      // Its recovery writes these, or removes them.
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
    for (const auto group : runs_of_key<Experiment>(window_, order))
      EIGENLAKE_RETURN_IF_ERROR(write_group(group));
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
      const NormalizedTable& normalized = normalized_table(table.name());
      const auto counts = count_rows(normalized, lacking);
      for (const auto& part : cut_into_files({lacking, counts}))
        EIGENLAKE_RETURN_IF_ERROR(table.add(*stamp, {stamp->date_days(), first.basis_set, first.backend},
                                            normalized_row_source(normalized, part, *stamp)));
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

}  // namespace eigenlake
