#pragma once

#include <cstdint>
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

namespace eigenlake {

/// Snapshots of the tables that the index was made from.
struct IndexSnapshots {
  std::optional<int64_t> molecules;
  std::optional<int64_t> ml_run_summary;
  std::optional<int64_t> source_objects;
  bool operator==(const IndexSnapshots&) const = default;
};

/// What a lake knows already: its experiments, which of them have features, and the raw objects it has seen.
///
/// The tables are the truth. A copy lies in LAKE/.eigenlake/index/known.txt with the snapshots it was made
/// from; where these are not the visible ones, or the file is missing or damaged, it is made anew from the
/// tables.
class KnownIndex {
 public:
  /// Cost: one file of about 130 bytes per experiment; a scan of three tables where it does not fit.
  static Result<KnownIndex> load(const Lake& lake, const LakeTables& tables, const AuditLog& log);

  /// From the tables at the given snapshots.
  static Result<KnownIndex> rebuild(const LakeTables& tables, const IndexSnapshots& snapshots);

  bool has_experiment(std::string_view id) const;
  /// `key` is the object's key in Lake::store().
  bool has_object(std::string_view key, std::string_view etag) const;
  std::vector<std::string> experiments_without_features() const;
  size_t num_experiments() const { return experiments_.size(); }
  const IndexSnapshots& snapshots() const { return snapshots_; }

  void add_experiments(const std::vector<std::string>& ids);
  void add_objects(std::span<const ObjectInfo> objects);
  void mark_features(const std::vector<std::string>& ids);

  /// Stores the copy for the given snapshots.
  Result<> save(const Lake& lake, const IndexSnapshots& snapshots);

 private:
  struct Experiment {
    std::string id;
    bool has_features = false;
  };
  Experiment* find(std::string_view id);
  bool parse(std::string_view text);
  void sort();

  IndexSnapshots snapshots_;
  std::vector<Experiment> experiments_;  ///< Ordered by id.
  std::vector<std::string> objects_;     ///< "{etag} {key}", ordered.
};

/// The snapshots that readers see at the moment.
IndexSnapshots visible_snapshots(const LakeTables& tables, const AuditLog& log);

}  // namespace eigenlake
