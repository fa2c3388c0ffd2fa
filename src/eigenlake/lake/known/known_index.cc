// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/lake/known/known_index.h"

#include <algorithm>
#include <array>
#include <unordered_set>

#include "eigenlake/lake/batch_source.h"
#include "eigenlake/lake/raw_name.h"
#include "eigenlake/lake/table_reader.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

/// Hands each row of the columns, texts, to `visit(chunk, row)`.
template <size_t kCount, typename Visit>
/// Calls `visit(chunk, row)` for each row.
Result<> read_rows(const iceberg::Table* table, const std::optional<int64_t>& snapshot,
                   const std::array<std::string_view, kCount>& columns, Visit visit) {
  if (table == nullptr || !snapshot) return {};
  return read_table(*table, snapshot, columns, {}, [&](const TableChunk& chunk) {
    for (int64_t row = 0; row < chunk.num_rows(); ++row) visit(chunk, row);
  });
}

ExperimentsOfBatches experiments_in(std::string_view lines, bool is_any) {
  ExperimentsOfBatches found;
  for (const auto line : lines_of(lines)) {
    auto experiment = parse_known_experiment(line);
    if (experiment && (is_any || !experiment->has_features))
      found.add(std::move(experiment->id), std::move(experiment->batch));
  }
  std::ranges::sort(found.ids);
  return found;
}

/// Recent lines whose keys begin with `prefix`.
std::vector<std::string_view> recent_under(const GrowingLines& objects, std::string_view prefix) {
  const auto escaped = escaped_field(prefix);
  std::vector<std::string_view> lines;
  for (auto at = std::ranges::lower_bound(objects.recent(), escaped, {}, &GrowingLines::Recent::line);
       at != objects.recent().end() && at->line.starts_with(escaped); ++at)
    lines.push_back(at->line);
  return lines;
}

}  // namespace

Result<KnownIndex> KnownIndex::load(const Lake& lake, const LakeTables& tables, const AuditLog& log,
                                    std::optional<KnownIndex> copy) {
  const IndexSnapshots wanted = visible_snapshots(tables, log);
  const auto fits = [&] { return copy && copy->snapshots_ == wanted; };
  if (!fits()) copy = load_copy(lake);
  return fits() ? *std::move(copy) : rebuild(tables, wanted);
}

Result<KnownIndex> KnownIndex::rebuild(const LakeTables& tables, const IndexSnapshots& snapshots) {
  KnownIndex index;
  index.snapshots_ = snapshots;
  static constexpr std::array<std::string_view, 1> kSummaryColumns = {"experiment_id"};
  std::unordered_set<std::string> with_features;
  EIGENLAKE_RETURN_IF_ERROR(
      read_rows(tables.find("ml_run_summary"), snapshots.ml_run_summary, kSummaryColumns,
                [&](const TableChunk& chunk, int64_t row) { with_features.emplace(chunk.string(0, row)); }));
  static constexpr std::array<std::string_view, 2> kMoleculeColumns = {"experiment_id",
                                                                       "processing_batch_id"};
  std::vector<GrowingLines::Recent> lines;
  const auto add_experiment = [&](const TableChunk& chunk, int64_t row) {
    const std::string id(chunk.string(0, row));
    lines.push_back(
        {KnownExperiment{id, std::string(chunk.string(1, row)), with_features.contains(id)}.line()});
  };
  EIGENLAKE_RETURN_IF_ERROR(
      read_rows(tables.find("molecules"), snapshots.molecules, kMoleculeColumns, add_experiment));
  index.experiments_.add(std::exchange(lines, {}));
  static constexpr std::array<std::string_view, 2> kLedgerColumns = {"object_uri", "etag"};
  const auto add_object = [&](const TableChunk& chunk, int64_t row) {
    const auto uri = chunk.string(0, row);
    if (uri.starts_with(kMessageScheme)) return;  // Never listed.
    lines.push_back({object_line(raw_key_of(uri), chunk.string(1, row))});
  };
  EIGENLAKE_RETURN_IF_ERROR(
      read_rows(tables.find(kLedgerTable), snapshots.source_objects, kLedgerColumns, add_object));
  index.objects_.add(std::move(lines));
  if (const auto* molecules = tables.find("molecules"); molecules != nullptr && snapshots.molecules) {
    const auto& metadata = molecules->metadata();
    const auto* snapshot = metadata.snapshot_by_id(*snapshots.molecules);
    index.last_batch_ = newest_batch_of(metadata, snapshot).value_or("");
  }
  return index;
}

Error KnownIndex::note_damage(const Error& error) {
  if (error.kind != ErrorKind::kCorrupt && error.kind != ErrorKind::kNotFound)
    return fail_with_context(error, "while reading the copy of the index").error();
  std::ignore = store_->remove(kKnownIndexKey);
  return fail_with_context(error,
                           "while reading the copy of the index; it was removed, and the next call rebuilds "
                           "it from the tables")
      .error();
}

Result<std::optional<KnownExperiment>> KnownIndex::find_experiment(std::string_view id) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto line, noted(experiments_.find(store_, experiment_prefix(id))));
  if (!line) return std::nullopt;
  auto experiment = parse_known_experiment(*line);
  if (experiment) return experiment;
  return std::unexpected(note_damage({ErrorKind::kCorrupt, "invalid line of an experiment: " + *line, {}}));
}

Result<bool> KnownIndex::has_experiment(std::string_view id) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto line, noted(experiments_.find(store_, experiment_prefix(id))));
  return line.has_value();
}

Result<std::optional<std::string>> KnownIndex::batch_of(std::string_view id) {
  EIGENLAKE_ASSIGN_OR_RETURN(auto found, find_experiment(id));
  if (!found) return std::nullopt;
  return std::move(found->batch);
}

Result<> KnownIndex::erase_known(std::vector<ObjectInfo>& objects) {
  std::vector<ObjectInfo> unknown;
  for (auto& object : objects) {
    const auto name = is_ledger_name(object.key) ? object.key : ledger_name(object.key);
    EIGENLAKE_ASSIGN_OR_RETURN(const auto found,
                               noted(objects_.find(store_, object_line(name, object.etag))));
    if (!found) unknown.push_back(std::move(object));
  }
  objects = std::move(unknown);
  return {};
}

/// With recent objects; none if a listing must not skip the run.
Result<std::optional<ListedRun>> KnownIndex::with_recent(const ListedRun& run) {
  const auto keys = object_keys(recent_under(objects_, run.prefix));
  if (keys.empty()) return run;
  const auto recent = resumable_runs(keys, 1);
  if (recent.size() != 1 || recent[0].num_objects != keys.size()) return std::nullopt;
  ListedRun result = run;
  result.last_key = std::max(run.last_key, recent[0].last_key);
  for (const auto& key : keys) {
    // An earlier object may have been read again, or found late.
    bool is_known = false;
    if (key <= run.last_key) {
      EIGENLAKE_ASSIGN_OR_RETURN(const auto line,
                                 noted(objects_.base().find(*store_, escaped_field(key) + ' ')));
      is_known = line.has_value();
    }
    if (!is_known) ++result.num_objects;
  }
  return result;
}

Result<std::vector<ListedRun>> KnownIndex::runs() {
  if (objects_.base().empty()) return resumable_runs(object_keys(recent_under(objects_, "")));
  std::vector<ListedRun> runs;
  for (const auto& run : base_runs_) {
    EIGENLAKE_ASSIGN_OR_RETURN(auto whole, with_recent(run));
    if (whole) runs.push_back(*std::move(whole));
  }
  return runs;
}

KnownIndex::WithoutFeatures KnownIndex::without_features() const {
  WithoutFeatures found{.num_in_base = base_without_features_};
  for (const auto& [line, is_in_base] : experiments_.recent()) {
    found.recent += line;
    found.num_in_base -= is_in_base ? 1 : 0;
  }
  return found;
}

uint64_t KnownIndex::num_experiments_without_features() const {
  const auto [num_in_base, recent] = without_features();
  return num_in_base + experiments_in(recent, false).ids.size();
}

Result<ExperimentsOfBatches> KnownIndex::experiments_without_features() {
  const auto [num_in_base, recent] = without_features();
  if (num_in_base == 0) return experiments_in(recent, false);
  EIGENLAKE_ASSIGN_OR_RETURN(const auto text, noted(experiments_.all(store_)));
  return experiments_in(text, false);
}

Result<ExperimentsOfBatches> KnownIndex::all_experiments() {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto text, noted(experiments_.all(store_)));
  return experiments_in(text, true);
}

uint64_t KnownIndex::num_experiments() const {
  return experiments_.num_lines();
}

void KnownIndex::add_experiments(std::span<const std::string_view> ids, std::string_view batch_id) {
  last_batch_ = batch_id;
  std::vector<GrowingLines::Recent> lines;
  for (const auto id : ids) lines.push_back({KnownExperiment{std::string(id), last_batch_}.line()});
  experiments_.add(std::move(lines));
}

void KnownIndex::add_objects(std::span<const ObjectInfo> objects) {
  std::vector<GrowingLines::Recent> lines;
  for (const auto& object : objects)
    if (!is_direct(object.key)) lines.push_back({object_line(ledger_name(object.key), object.etag)});
  objects_.add(std::move(lines));
}

Result<> KnownIndex::mark_features(std::span<const std::string> ids) {
  std::vector<std::string> lines;
  for (const auto& id : ids) {
    EIGENLAKE_ASSIGN_OR_RETURN(auto found, find_experiment(id));
    if (!found || found->has_features) continue;
    found->has_features = true;
    lines.push_back(found->line());
  }
  experiments_.replace(std::move(lines));
  return {};
}

}  // namespace eigenlake
