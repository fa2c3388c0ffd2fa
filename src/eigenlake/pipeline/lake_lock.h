#pragma once

#include "eigenlake/base/error.h"
#include "eigenlake/pipeline/lake.h"

namespace eigenlake {

/// The right to write to a lake: of all processes and threads one at a time. The kernel takes it back when
/// the process dies, so a killed writer never leaves a stale lock.
class LakeLock {
 public:
  /// Waits for another writer for up to `wait_seconds_max`.
  ///
  /// Errors: kUnavailable with the process id of the other writer, kStore.
  static Result<LakeLock> acquire(const Lake& lake, double wait_seconds_max = 60.0);

  LakeLock(LakeLock&& other) noexcept;
  LakeLock& operator=(LakeLock&&) = delete;
  ~LakeLock();

 private:
  explicit LakeLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace eigenlake
