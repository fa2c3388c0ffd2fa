#pragma once

#include <memory>
#include <string>

#include "eigenlake/base/error.h"

namespace eigenlake {

/// The right to write to a lake, given back on destruction.
///
/// Threads: check() from any thread.
class WriterLock {
 public:
  virtual ~WriterLock() = default;

  /// Whether the right still holds; asked before each commit. Errors: kConflict where somebody else took it,
  /// kUnavailable where it cannot be told.
  virtual Result<> check() = 0;
};

/// How the writers of one lake wait for one another.
class WriterLocks {
 public:
  virtual ~WriterLocks() = default;

  /// Waits for another writer for up to `wait_seconds_max`.
  ///
  /// Errors: kUnavailable naming the other writer; kStore.
  virtual Result<std::unique_ptr<WriterLock>> acquire(double wait_seconds_max) = 0;
};

}  // namespace eigenlake
