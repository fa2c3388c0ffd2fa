// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "eigenlake/base/error.h"
#include "eigenlake/lake/lake.h"

namespace eigenlake {

/// Excludes other writers of a lake. While held, the catalog checks it before each commit, which alone
/// protects commits on a store without exclusive creation.
class LakeLock {
 public:
  /// Errors: kUnavailable naming the other writer, after the wait; kStore.
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
