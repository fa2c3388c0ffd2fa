#pragma once

#include <optional>
#include <string>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/lake/deletion.h"
#include "eigenlake/lake/direct_offsets.h"
#include "eigenlake/lake/index_snapshots.h"
#include "eigenlake/lake/lake.h"
#include "eigenlake/object_store/object_store.h"
#include "eigenlake/transform/experiment.h"
#include "eigenlake/transform/feature_settings.h"

namespace eigenlake {

/// All that is needed to do a batch once more with the same result.
struct BatchPlan {
  BatchStamp stamp;
  IndexSnapshots known_before;      ///< What the lake knew when the batch began.
  std::vector<ObjectInfo> objects;  ///< The raw objects that it reads; none for features.
  FeatureSettings settings = {};    ///< Of a features batch.
  std::string parent_batch = {};    ///< Of a features batch: the newest whose experiments it computes.
  bool restores = false;            ///< Of an ingest batch: see IngestOptions.
  bool replaces_features = false;   ///< Of a features batch: it computes the ML tables anew.
  /// Of a batch that takes messages straight from a topic.
  struct Direct {
    std::string topic;
    DirectOffsets before;  ///< What the audit log has to say when it commits.
    DirectOffsets after;
  };
  std::optional<Direct> direct = {};
  /// Of a batch that deletes experiments, or lifts their deletion.
  std::optional<DeletionChange> deletion = {};
  /// Tables whose files that hold the rows are written anew without them; in others the rows are left out.
  std::vector<std::string> purged_tables = {};
};

/// The batch under way, in LAKE/.eigenlake/pending.json: written before its first commit, removed after its
/// audit row. There is at most one, because writers hold the lake's lock.
Result<> save_pending_batch(const Lake& lake, const BatchPlan& plan);

/// Nothing when no batch is under way. A file that cannot be read counts as none: the snapshots tell too.
Result<std::optional<BatchPlan>> load_pending_batch(const Lake& lake);

Result<> remove_pending_batch(const Lake& lake);

}  // namespace eigenlake
