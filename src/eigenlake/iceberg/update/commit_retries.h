#pragma once

#include <cstdint>

#include "eigenlake/base/error.h"
#include "eigenlake/iceberg/spec/table_metadata.h"

namespace eigenlake::iceberg {

/// How often a lost commit is tried again, and the waits in between, which double and vary so that writers do
/// not meet again.
///
/// Table properties: commit.retry.num-retries (100), commit.retry.min-wait-ms (1),
/// commit.retry.max-wait-ms (100).
class CommitRetries {
 public:
  explicit CommitRetries(const TableMetadata& metadata);

  /// After a failed commit: waits and says true when it is to be tried again, false for other errors than
  /// kConflict and after the last retry.
  bool wait_for_next(const Error& error);

 private:
  int64_t left_;
  int64_t wait_ms_;
  int64_t wait_ms_max_;
};

}  // namespace eigenlake::iceberg
