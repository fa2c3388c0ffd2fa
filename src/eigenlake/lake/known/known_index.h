#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/lake/audit_log.h"
#include "eigenlake/lake/index_snapshots.h"
#include "eigenlake/lake/known/growing_lines.h"
#include "eigenlake/lake/known/known_lines.h"
#include "eigenlake/lake/lake.h"
#include "eigenlake/lake/lake_tables.h"
#include "eigenlake/lake/raw_listing.h"
#include "eigenlake/object_store/object_store.h"

namespace eigenlake {

/// Of the copy, below the lake's state.
inline constexpr std::string_view kKnownIndexKey = "index/known.txt";

/// Experiments, and the batches that brought them.
struct ExperimentsOfBatches {
  std::vector<std::string> ids;  ///< Ordered.
  std::set<std::string, std::less<>> batches;

  void add(std::string id, std::string batch) {
    ids.push_back(std::move(id));
    batches.insert(std::move(batch));
  }
};

/// What a lake knows already: its experiments, the batch that brought each, which of them have features, and
/// the raw objects it has seen.
///
/// The tables are the truth. A copy lies in LAKE/.eigenlake/index/: known.txt has the snapshots it was made
/// from, and what came last; the many lines before that lie in two objects that it names, of which only what
/// is asked for is read. Where these are not the visible snapshots, or something is missing or damaged, the
/// index is made anew from the tables.
///
/// Cost: what is read and written for a batch grows with the batch, not with the lake; now and then a batch
///       writes everything, about 220 bytes per experiment.
/// Errors: what asks for lines that lie in the two objects fails as they do: those of the store, kCorrupt. A
///         copy that was found damaged is removed, so that the next call makes a new one.
/// Threads: one at a time. Requires: the lake it was loaded from or saved to outlives it.
class KnownIndex {
 public:
  /// The copy, whatever state of the lake it is of; nothing where there is none or it is damaged.
  static std::optional<KnownIndex> load_copy(const Lake& lake);

  /// `copy`, which may have been read before the tables were, or what is there now, if it fits; else a scan
  /// of three tables.
  static Result<KnownIndex> load(const Lake& lake, const LakeTables& tables, const AuditLog& log,
                                 std::optional<KnownIndex> copy = std::nullopt);

  /// From the tables at the given snapshots.
  static Result<KnownIndex> rebuild(const LakeTables& tables, const IndexSnapshots& snapshots);

  Result<bool> has_experiment(std::string_view id);
  /// The batch that brought the experiment; none where it is not known.
  Result<std::optional<std::string>> batch_of(std::string_view id);
  /// Takes the objects away that the lake has seen with this etag.
  Result<> erase_known(std::vector<ObjectInfo>& objects);
  /// Objects of sinks that a listing may leave out.
  Result<std::vector<ListedRun>> runs();
  Result<ExperimentsOfBatches> experiments_without_features();
  Result<ExperimentsOfBatches> all_experiments();
  uint64_t num_experiments() const;
  /// The last batch of which all of this is known: what `batch_of` says was right when it was there. Empty
  /// where that cannot be told.
  std::string_view last_batch() const { return last_batch_; }
  const IndexSnapshots& snapshots() const { return snapshots_; }

  /// What a batch brought, also where that is nothing.
  void add_experiments(std::span<const std::string_view> ids, std::string_view batch_id);
  /// Messages that came without a raw object are left out: they are never listed.
  void add_objects(std::span<const ObjectInfo> objects);
  Result<> mark_features(std::span<const std::string> ids);

  /// Stores the copy for the given snapshots.
  Result<> save(const Lake& lake, const IndexSnapshots& snapshots);

 private:
  Result<std::optional<std::string>> find(GrowingLines& lines, std::string_view prefix);
  Result<std::string> all(GrowingLines& lines);
  Result<std::optional<KnownExperiment>> find_experiment(std::string_view id);
  Error note_damage(const Error& error);
  Result<std::optional<ListedRun>> with_recent(const ListedRun& run);
  bool parse(std::string_view text);
  bool parse_recent(std::string_view text);
  bool parse_run(std::string_view line);
  std::string to_text() const;
  Result<> move_to_base();
  Result<> remove_unnamed();

  IndexSnapshots snapshots_;
  std::string last_batch_;
  ObjectStore* store_ = nullptr;  ///< Where what does not lie in the copy lies; null for an index made anew.
  GrowingLines experiments_{GrowingLines::Key::kFirstField};
  GrowingLines objects_{GrowingLines::Key::kWholeLine};
  std::vector<ListedRun> base_runs_;  ///< Of the objects of the base, ordered.
  uint64_t base_without_features_ = 0;
};

}  // namespace eigenlake
