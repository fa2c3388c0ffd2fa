// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "eigenlake/base/error.h"
#include "eigenlake/iceberg/spec/table_metadata.h"

namespace eigenlake::iceberg {

/// Retries of a lost commit; the waits double and vary, so that writers do not collide again.
///
/// Table properties: commit.retry.num-retries (100), commit.retry.min-wait-ms (1),
/// commit.retry.max-wait-ms (100).
class CommitRetries {
 public:
  explicit CommitRetries(const TableMetadata& metadata);

  /// Waits before a retry. False for other errors than kConflict and after the last retry.
  bool wait_for_next(const Error& error);

 private:
  int64_t left_;
  int64_t wait_ms_;
  int64_t wait_ms_max_;
};

}  // namespace eigenlake::iceberg
