// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/lake/lake.h"
#include "eigenlake/maintenance/recovery_step.h"
#include "eigenlake/maintenance/table_states.h"
#include "eigenlake/transform/feature_settings.h"

namespace eigenlake {

/// What a recovery rebuilds lost state from.
enum class RecoverySource {
  kNothing,    ///< Only says what is lost.
  kRaw,        ///< Rows of tables, from raw objects.
  kMetadata,   ///< Entries of the catalog, from the metadata files in the warehouse.
  kSnapshots,  ///< Rows of the audit table, from the other tables.
};

struct RecoverOptions {
  RecoverySource source = RecoverySource::kNothing;
  /// Tables that the lake takes as they are now, lost ones as not made yet; "all" for every one.
  std::vector<std::string> accept = {};
  bool dry_run = false;
  int num_threads = 1;
  FeatureSettings settings = {};  ///< For ML tables of which none is left that tells.
};

/// Restores lost rows from raw objects, in the order in which tables need one another: the normalized tables,
/// failed_runs, the ledger, the ML tables; and with all others the audit table. Killed at any point it can be
/// called again: what is lost stays missing until it is restored.
class RecoveryFromRaw {
 public:
  RecoveryFromRaw(const Lake& lake, const RecoverOptions& options) : lake_(lake), options_(options) {}

  /// Requires: the lake's lock, unless in a dry run.
  /// Errors:   kStore where the audit table alone is lost, where nothing says what was deleted, or another
  ///           table lies in the place of a lost one.
  Result<std::vector<RecoveryStep>> run();

  /// The batches that this needs, which take the lock themselves. After each the lake remembers the tables
  /// that have all their rows again.
  Result<> run_batches();

 private:
  struct PlannedBatch {
    std::function<Result<>()> run;
    std::vector<std::string> tables;  ///< That are whole afterwards.
  };

  bool lacks(std::string_view name) const { return states_.at(name).is_lacking(); }
  std::vector<std::string> lacking(std::span<const std::string_view> names) const;
  Result<> check_can_begin();
  Result<> check_has_raw_objects();
  Result<> clear_the_way(bool can_replace);
  Result<> rebuild_normalized_tables();
  Result<> remember(std::span<const std::string> names);
  void plan_ingest();
  void plan_features();
  void name_the_rest();
  bool is_named(const std::string& table) const;
  Result<> keep(Result<std::vector<RecoveryStep>> steps);
  std::string text(std::string_view future, std::string_view past) const;

  const Lake& lake_;
  const RecoverOptions& options_;
  TableStates states_;
  std::vector<RecoveryStep> steps_;
  std::vector<PlannedBatch> batches_;
  bool needs_ingest_ = false;  ///< Experiments may be in raw objects alone.
  bool is_blocked_ = false;    ///< Files of a lost table are in the way of a new one.
};

}  // namespace eigenlake
