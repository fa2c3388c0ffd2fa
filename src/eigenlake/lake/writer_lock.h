// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "eigenlake/base/error.h"
#include "eigenlake/iceberg/catalog/writer_lock.h"

namespace eigenlake {

/// Excludes other writers of a lake; check() precedes each commit.
using iceberg::WriterLock;

class WriterLocks {
 public:
  virtual ~WriterLocks() = default;

  /// Errors: kUnavailable naming the other writer, after the wait; kStore.
  virtual Result<std::unique_ptr<WriterLock>> acquire(double wait_seconds_max) = 0;
};

}  // namespace eigenlake
