#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <memory_resource>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/lake/audit_log.h"
#include "eigenlake/lake/index_snapshots.h"
#include "eigenlake/lake/known/sorted_lines.h"
#include "eigenlake/lake/lake.h"
#include "eigenlake/lake/lake_tables.h"
#include "eigenlake/lake/raw_listing.h"
#include "eigenlake/object_store/object_store.h"

namespace eigenlake {

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
  struct Experiment {
    std::string_view id;
    std::string_view batch;
    bool has_features = false;
    bool is_in_base = false;  ///< There it has no features.
  };
  struct Object {
    std::string_view key;
    std::string_view etag;
    auto operator<=>(const Object&) const = default;
  };
  Experiment* find_recent(std::string_view id);
  Result<std::optional<Experiment>> find_in_base(std::string_view id);
  Result<std::optional<std::string>> find_in(SortedLines& base, std::string_view prefix);
  Result<std::string_view> all_of(SortedLines& base);
  Result<> visit_base(const std::function<void(const Experiment&)>& visit);
  Error note_damage(const Error& error);
  Result<std::optional<ListedRun>> with_recent(const ListedRun& run);
  bool parse(std::string text);
  bool parse_recent(std::string_view line);
  bool parse_run(std::string_view line);
  std::string to_text() const;
  Result<> move_to_base();
  Result<> remove_unnamed();
  Result<std::string> merged_experiments();
  Result<std::string> merged_objects();
  std::optional<Experiment> parse_experiment(std::string_view line);
  std::optional<Object> parse_object(std::string_view line);
  std::string_view field(std::string_view text);
  std::string_view keep(std::string_view text);
  void sort();

  IndexSnapshots snapshots_;
  std::string last_batch_;
  ObjectStore* store_ = nullptr;  ///< Where the two objects lie.
  SortedLines base_experiments_;
  SortedLines base_objects_;
  std::vector<ListedRun> base_runs_;  ///< Of base_objects_, ordered.
  uint64_t base_without_features_ = 0;
  std::vector<Experiment> recent_experiments_;  ///< Ordered by id.
  std::vector<Object> recent_objects_;          ///< Ordered.
  /// What the views above point into: the copy as it was read, and what came later.
  std::unique_ptr<const std::string> copy_;
  std::unique_ptr<std::pmr::monotonic_buffer_resource> texts_ =
      std::make_unique<std::pmr::monotonic_buffer_resource>();
};

}  // namespace eigenlake
