#pragma once

#include <cstdint>
#include <memory>
#include <memory_resource>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/object_store/object_store.h"
#include "eigenlake/pipeline/audit_log.h"
#include "eigenlake/pipeline/lake.h"
#include "eigenlake/pipeline/lake_tables.h"
#include "eigenlake/pipeline/raw_listing.h"

namespace eigenlake {

/// Snapshots of the tables that the index was made from.
struct IndexSnapshots {
  std::optional<int64_t> molecules;
  std::optional<int64_t> ml_run_summary;
  std::optional<int64_t> source_objects;
  bool operator==(const IndexSnapshots&) const = default;
};

/// What a lake knows already: its experiments, the batch that brought each, which of them have features, and
/// the raw objects it has seen.
///
/// The tables are the truth. A copy lies in LAKE/.eigenlake/index/known.txt with the snapshots it was made
/// from; where these are not the visible ones, or the file is missing or damaged, it is made anew from the
/// tables.
class KnownIndex {
 public:
  /// The copy, whatever state of the lake it is of; nothing where there is none or it is damaged.
  static std::optional<KnownIndex> load_copy(const Lake& lake);

  /// `copy`, which may have been read before the tables were, or what is there now, if it fits.
  /// Cost: one file of about 140 bytes per experiment; a scan of three tables where it does not fit.
  static Result<KnownIndex> load(const Lake& lake, const LakeTables& tables, const AuditLog& log,
                                 std::optional<KnownIndex> copy = std::nullopt);

  /// From the tables at the given snapshots.
  static Result<KnownIndex> rebuild(const LakeTables& tables, const IndexSnapshots& snapshots);

  bool has_experiment(std::string_view id) const;
  /// Takes the objects away that the lake has seen with this etag. Requires: ordered by key in
  /// Lake::raw_store().
  void erase_known(std::vector<ObjectInfo>& objects) const;
  /// Objects of sinks that a listing may leave out.
  std::vector<ListedRun> runs() const;
  std::vector<std::string> experiments_without_features() const;
  size_t num_experiments() const { return experiments_.size(); }
  const IndexSnapshots& snapshots() const { return snapshots_; }

  void add_experiments(std::span<const std::string_view> ids, std::string_view batch_id);
  /// Messages that came without a raw object are left out: they are never listed.
  void add_objects(std::span<const ObjectInfo> objects);
  void mark_features(std::span<const std::string> ids);

  /// Stores the copy for the given snapshots; none where an experiment of another engine has an id that is
  /// not 64 hexadecimal digits.
  Result<> save(const Lake& lake, const IndexSnapshots& snapshots);

 private:
  struct Experiment {
    std::string_view id;
    bool has_features = false;
    uint32_t batch = 0;  ///< Its place in batches_.
  };
  struct Object {
    std::string_view key;
    std::string_view etag;
    auto operator<=>(const Object&) const = default;
  };
  Experiment* find(std::string_view id);
  bool parse(std::string text);
  bool parse_experiment(std::string_view line);
  uint32_t number_of(std::string_view batch_id);
  std::string_view keep(std::string_view text);
  void sort();

  IndexSnapshots snapshots_;
  std::vector<std::string_view> batches_;
  std::vector<Experiment> experiments_;  ///< Ordered by id.
  std::vector<Object> objects_;          ///< Ordered.
  /// What the views above point into: the copy as it was read, and what came later.
  std::unique_ptr<const std::string> copy_;
  std::unique_ptr<std::pmr::monotonic_buffer_resource> texts_ =
      std::make_unique<std::pmr::monotonic_buffer_resource>();
};

/// The batch that brought an experiment, for many experiments one after the other, from the copy of the index
/// alone. The copy may be older than the lake, or missing: what it says was true once, what it does not know
/// may be there.
class BatchesOfExperiments {
 public:
  /// Cost: reads the copy, of about 140 bytes per experiment.
  static BatchesOfExperiments load(const Lake& lake);
  /// None where the copy does not know.
  std::optional<std::string> find(std::string_view experiment_id) const;

 private:
  std::unique_ptr<const std::string> text_;  ///< What the views below point into.
  std::vector<std::string_view> batches_;
  std::string_view experiments_;  ///< Lines of one length, ordered.
};

/// The snapshots that readers see at the moment.
IndexSnapshots visible_snapshots(const LakeTables& tables, const AuditLog& log);

}  // namespace eigenlake
