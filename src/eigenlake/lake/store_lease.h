// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "eigenlake/lake/writer_lock.h"
#include "eigenlake/object_store/object_store.h"

namespace eigenlake {

/// How often a lease is renewed, and the silence after which it is stale.
struct LeaseTimes {
  double beat_seconds = 5.0;
  double stale_seconds = 30.0;
  double poll_seconds = 0.5;
};

/// A lease in an object store, for writers without a common kernel.
///
/// A writer puts a claim into an empty folder and lists it again: other claims make it withdraw and retry. So
/// at most one writer continues, on every store with consistent reads and listings, also without exclusive
/// creation. The holder rewrites its claim regularly; an unchanged claim of stale_seconds, by the waiting
/// writer's clock, or of a dead process of this machine, is removed. The holder notices that by check().
class StoreLeases final : public WriterLocks {
 public:
  /// One lease for each folder.
  explicit StoreLeases(std::shared_ptr<ObjectStore> store, LeaseTimes times = {},
                       std::string folder = "writers/");
  /// Errors: as WriterLocks; the message says if another catalog would allow more writers.
  Result<std::unique_ptr<WriterLock>> acquire(double wait_seconds_max) override;

 private:
  std::shared_ptr<ObjectStore> store_;
  LeaseTimes times_;
  std::string folder_;
};

}  // namespace eigenlake
