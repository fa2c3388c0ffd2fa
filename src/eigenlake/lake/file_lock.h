// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "eigenlake/lake/writer_lock.h"

namespace eigenlake {

/// The kernel's lock on DIRECTORY/lock.
class FileLocks final : public WriterLocks {
 public:
  explicit FileLocks(std::filesystem::path directory) : directory_(std::move(directory)) {}
  Result<std::unique_ptr<WriterLock>> acquire(double wait_seconds_max) override;

 private:
  std::filesystem::path directory_;
};

}  // namespace eigenlake
