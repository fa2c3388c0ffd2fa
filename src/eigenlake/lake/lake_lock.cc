// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/lake/lake_lock.h"

#include "eigenlake/iceberg/catalog/catalog.h"

namespace eigenlake {

Result<LakeLock> LakeLock::acquire(const Lake& lake, double wait_seconds_max) {
  EIGENLAKE_ASSIGN_OR_RETURN(auto acquired, lake.locks().acquire(wait_seconds_max));
  std::shared_ptr<WriterLock> lock = std::move(acquired);
  lake.catalog().guard_commits([lock] { return lock->check(); });
  return LakeLock(lake.catalog(), std::move(lock));
}

LakeLock::~LakeLock() {
  if (lock_ != nullptr) catalog_->guard_commits({});
}

}  // namespace eigenlake
