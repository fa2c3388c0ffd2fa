// SPDX-License-Identifier: Apache-2.0
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

/// In the lake's state.
inline constexpr std::string_view kKnownIndexKey = "index/known.txt";

/// Experiments and their batches.
struct ExperimentsOfBatches {
  std::vector<std::string> ids;  ///< Ordered.
  std::set<std::string, std::less<>> batches;

  void add(std::string id, std::string batch) {
    ids.push_back(std::move(id));
    batches.insert(std::move(batch));
  }
};

/// A lake's experiments, their batches, which have features, and the raw objects that were read.
///
/// It is rebuilt from the tables unless a copy in LAKE/.eigenlake/index/ has their visible snapshots:
/// known.txt has these and recent lines; earlier lines lie in two objects that it names, of which only blocks
/// are read.
///
/// Cost: of a batch, whatever the lake; now and then everything is written, about 220 bytes per experiment.
/// Errors: of the store, and kCorrupt for the two objects; a damaged copy is removed, so that the next call
///         rebuilds it.
/// Threads: one at a time. Requires: the lake outlives this.
class KnownIndex {
 public:
  /// The copy for any state of the lake; none if missing or damaged.
  static std::optional<KnownIndex> load_copy(const Lake& lake);

  /// `copy`, which may be older than the tables, or the present copy, if it fits; else rebuilt.
  static Result<KnownIndex> load(const Lake& lake, const LakeTables& tables, const AuditLog& log,
                                 std::optional<KnownIndex> copy = std::nullopt);

  /// From three tables at these snapshots.
  static Result<KnownIndex> rebuild(const LakeTables& tables, const IndexSnapshots& snapshots);

  Result<bool> has_experiment(std::string_view id);
  /// None for an unknown experiment.
  Result<std::optional<std::string>> batch_of(std::string_view id);
  /// Removes objects that were read with this etag.
  Result<> erase_known(std::vector<ObjectInfo>& objects);
  /// Which a listing may skip.
  Result<std::vector<ListedRun>> runs();
  Result<ExperimentsOfBatches> experiments_without_features();
  /// Their number, without reading the index.
  uint64_t num_experiments_without_features() const;
  Result<ExperimentsOfBatches> all_experiments();
  uint64_t num_experiments() const;
  /// The last batch in the index: batch_of() is right up to it. Empty if unknown.
  std::string_view last_batch() const { return last_batch_; }
  const IndexSnapshots& snapshots() const { return snapshots_; }

  /// Of a batch, perhaps none.
  void add_experiments(std::span<const std::string_view> ids, std::string_view batch_id);
  /// Ignores messages, which are never listed.
  void add_objects(std::span<const ObjectInfo> objects);
  Result<> mark_features(std::span<const std::string> ids);

  /// Stores the copy for these snapshots.
  Result<> save(const Lake& lake, const IndexSnapshots& snapshots);

 private:
  template <typename T>
  Result<T> noted(Result<T> result) {
    if (!result) return std::unexpected(note_damage(result.error()));
    return result;
  }
  /// Those of the base only by their number.
  struct WithoutFeatures {
    uint64_t num_in_base = 0;
    std::string recent = {};  ///< Lines of all recent experiments.
  };
  WithoutFeatures without_features() const;
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
  ObjectStore* store_ = nullptr;  ///< Of the base; null for a rebuilt index.
  GrowingLines experiments_{GrowingLines::Key::kFirstField};
  GrowingLines objects_{GrowingLines::Key::kWholeLine};
  std::vector<ListedRun> base_runs_;  ///< Of the base, ordered.
  uint64_t base_without_features_ = 0;
};

}  // namespace eigenlake
