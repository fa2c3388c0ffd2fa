// SPDX-License-Identifier: Apache-2.0
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

/// Whatever is needed to repeat a batch with the same result.
struct BatchPlan {
  BatchStamp stamp;
  IndexSnapshots known_before;      ///< When the batch began.
  std::vector<ObjectInfo> objects;  ///< Raw objects to read; none for features.
  FeatureSettings settings = {};    ///< Of a features batch.
  std::string parent_batch = {};    ///< Of a features batch: the newest whose experiments it computes.
  bool restores = false;            ///< Of an ingest batch: see IngestOptions.
  bool replaces_features = false;   ///< Of a features batch: rebuilds the ML tables.
  /// Of a batch that takes messages straight from a topic.
  struct Direct {
    std::string topic;
    DirectOffsets before;  ///< In the audit log when it commits.
    DirectOffsets after;
  };
  std::optional<Direct> direct = {};
  /// Of a batch that deletes or restores experiments.
  std::optional<DeletionChange> deletion = {};
  /// Tables whose files are rewritten without the rows; in others the rows are only marked as deleted.
  std::vector<std::string> purged_tables = {};
};

/// The pending batch, in LAKE/.eigenlake/pending.json: written before its first commit, removed after its
/// audit row. The lake's lock admits one at most.
Result<> save_pending_batch(const Lake& lake, const BatchPlan& plan);

/// None without a pending batch, or for a damaged file: snapshots show the batch as well.
Result<std::optional<BatchPlan>> load_pending_batch(const Lake& lake);

Result<> remove_pending_batch(const Lake& lake);

}  // namespace eigenlake
