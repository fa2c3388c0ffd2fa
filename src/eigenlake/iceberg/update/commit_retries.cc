// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/update/commit_retries.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include "eigenlake/iceberg/spec/unique_id.h"

namespace eigenlake::iceberg {
CommitRetries::CommitRetries(const TableMetadata& metadata)
    : left_(metadata.property_int("commit.retry.num-retries", 100)),
      wait_ms_(std::max<int64_t>(metadata.property_int("commit.retry.min-wait-ms", 1), 1)),
      wait_ms_max_(std::max(metadata.property_int("commit.retry.max-wait-ms", 100), wait_ms_)) {}

bool CommitRetries::wait_for_next(const Error& error) {
  if (error.kind != ErrorKind::kConflict || left_-- <= 0) return false;
  const int64_t half_us = wait_ms_ * 500;
  std::this_thread::sleep_for(std::chrono::microseconds(half_us + new_snapshot_id() % (half_us + 1)));
  wait_ms_ = std::min(2 * wait_ms_, wait_ms_max_);
  return true;
}

}  // namespace eigenlake::iceberg
