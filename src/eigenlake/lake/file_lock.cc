// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/lake/file_lock.h"

#include "eigenlake/iceberg/catalog/file_lock.h"

namespace eigenlake {

Result<std::unique_ptr<WriterLock>> FileLocks::acquire(double wait_seconds_max) {
  std::error_code error;
  std::filesystem::create_directories(directory_, error);
  return iceberg::lock_file((directory_ / "lock").string(), wait_seconds_max);
}

}  // namespace eigenlake
