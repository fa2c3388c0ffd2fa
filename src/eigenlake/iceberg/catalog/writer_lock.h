// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "eigenlake/base/error.h"

namespace eigenlake::iceberg {

/// Excludes other writers of the same name until it is destroyed or the process dies.
class WriterLock {
 public:
  virtual ~WriterLock() = default;
  /// Errors: kUnavailable if it was lost.
  virtual Result<> check() = 0;
};

}  // namespace eigenlake::iceberg
