#pragma once

#include <memory>

#include "eigenlake/base/error.h"
#include "eigenlake/lake/lake.h"

namespace eigenlake {

/// The right to write to a lake: of all writers one at a time. While it is held, the lake's catalog asks it
/// before each commit, which is all that protects a commit on a store without exclusive creation.
class LakeLock {
 public:
  /// Waits for another writer for up to `wait_seconds_max`.
  ///
  /// Errors: kUnavailable naming the other writer, kStore.
  static Result<LakeLock> acquire(const Lake& lake, double wait_seconds_max = 60.0);

  LakeLock(LakeLock&&) noexcept = default;
  LakeLock& operator=(LakeLock&&) = delete;
  ~LakeLock();

 private:
  LakeLock(iceberg::Catalog& catalog, std::shared_ptr<WriterLock> lock)
      : catalog_(&catalog), lock_(std::move(lock)) {}
  iceberg::Catalog* catalog_;
  std::shared_ptr<WriterLock> lock_;  ///< Null after a move.
};

}  // namespace eigenlake
