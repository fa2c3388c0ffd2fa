#pragma once

#include <memory>
#include <string>

#include "eigenlake/lake/writer_lock.h"
#include "eigenlake/object_store/object_store.h"

namespace eigenlake {

/// How often a lease is renewed and after what silence it counts as left behind.
struct LeaseTimes {
  double beat_seconds = 5.0;
  double stale_seconds = 30.0;
  double poll_seconds = 0.5;
};

/// A lease in an object store, for lakes whose writers share no kernel.
///
/// A writer puts a claim into the folder where it finds none, and looks again: claims of others that came
/// meanwhile make it withdraw and try later. So of two writers at most one goes on, on every store whose
/// reads and listings see all finished writes, also without exclusive creation. The holder rewrites its claim
/// from time to time; a claim that has not changed for stale_seconds, by the clock of whoever waits, or whose
/// process on this machine is gone, is removed. A holder that was stopped for so long finds out by check().
class StoreLeases final : public WriterLocks {
 public:
  /// What is written under one folder has one lease.
  explicit StoreLeases(std::shared_ptr<ObjectStore> store, LeaseTimes times = {},
                       std::string folder = "writers/");
  /// Errors of acquire: as WriterLocks; the message tells where a store would need another catalog for more
  /// writers.
  Result<std::unique_ptr<WriterLock>> acquire(double wait_seconds_max) override;

 private:
  std::shared_ptr<ObjectStore> store_;
  LeaseTimes times_;
  std::string folder_;
};

}  // namespace eigenlake
