// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/base/thread_pool.h"
#include "eigenlake/ingest/batch.h"
#include "eigenlake/ingest/ingest_options.h"
#include "eigenlake/ingest/ingest_report.h"
#include "eigenlake/ingest/lake_state.h"
#include "eigenlake/lake/direct_offsets.h"
#include "eigenlake/lake/lake_lock.h"
#include "eigenlake/object_store/object_store.h"
#include "eigenlake/transform/feature_settings.h"

namespace eigenlake {

/// What a direct landing puts into the tables.
struct DirectMessages {
  std::string topic;
  std::vector<NewObject> objects;  ///< Under keys of batch_source.h: container files and dead letters.
  DirectOffsets after;             ///< Of all topics, with these messages.
};

struct RecentRuns;

/// What a call that writes works with: the right to write to the lake, threads, and tables without half
/// batches. It excludes other writers while it lives, so it is opened for one call and not kept. A failed
/// batch does not end it: the next one recovers it first.
///
/// Each report has the seconds since the writer began to open, or since the report before, and the recovered
/// batches that none reported before.
///
/// Threads: one at a time. Requires: the lake outlives it.
class LakeWriter {
 public:
  /// Waits for other writers, and recovers an interrupted batch. With options.dry_run nothing is written.
  ///
  /// Errors: kUnavailable where another process writes to the lake, kStore.
  static Result<LakeWriter> open(const Lake& lake, IngestOptions options = {},
                                 ReadMeanwhile meanwhile = ReadMeanwhile::kNothing);

  /// The lake as the writer found it after recovery, without its own batches.
  const LakeTables& tables() const { return state_.tables; }
  const AuditLog& log() const { return state_.log; }
  ThreadPool& pool() { return *pool_; }
  /// The index of what the lake knows. Cost: loads it once.
  Result<KnownIndex*> index();
  /// The interrupted batches that were recovered; none at a second call.
  std::vector<std::string> take_recovered_batches();

  /// See ingest(). The decoded runs go to `recent`, where there is one, for add_features().
  Result<IngestReport> ingest(RecentRuns* recent = nullptr);
  /// See retry_quarantined().
  Result<IngestReport> retry(std::span<const std::string> names);
  /// See features(). Runs that are in `recent` are not read back.
  Result<FeaturesReport> add_features(const FeatureSettings& settings, const RecentRuns* recent = nullptr);

  /// How far topics have landed directly. Errors: kCorrupt.
  Result<DirectOffsets> offsets();
  /// Messages of a topic → tables, as a batch of their own; no objects make no batch. The offsets stand in
  /// the batch's audit snapshot, and an interrupted one is recovered as any other.
  ///
  /// Requires: `messages` follow on offsets().
  /// Errors:   as ingest; kConflict where another engine's commit brought other offsets meanwhile.
  Result<IngestReport> ingest_direct(const DirectMessages& messages);

  /// A batch of the caller's own, with the present time.
  Result<Batch> begin_batch(std::string_view processing_name, std::span<const std::string_view> tables);

 private:
  /// What the last batch of this writer left behind.
  enum class Left { kNothing, kBatch, kFailedBatch };

  LakeWriter(const Lake& lake, IngestOptions options, LakeLock lock)
      : lake_(&lake),
        options_(std::move(options)),
        lock_(std::move(lock)),
        pool_(std::make_unique<ThreadPool>(options_.num_threads)) {}

  Result<> catch_up();
  Result<> refresh();
  Result<IngestReport> ingest_objects(std::vector<ObjectInfo> objects, const IngestOptions& options,
                                      RecentRuns* recent);
  template <typename Report>
  Result<Report> settle(Result<Report> done);
  template <typename Report>
  void finish_report(Report& report);

  const Lake* lake_;
  IngestOptions options_;
  LakeLock lock_;
  std::unique_ptr<ThreadPool> pool_;
  LakeState state_;
  Left left_ = Left::kNothing;
  double reported_ = 0.0;  ///< When the seconds of the next report began.
};

}  // namespace eigenlake
