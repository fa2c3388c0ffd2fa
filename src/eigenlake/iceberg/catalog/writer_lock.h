#pragma once

#include "eigenlake/base/error.h"

namespace eigenlake::iceberg {

/// The right to be the only writer among those who ask for it by the same name, until it is destroyed; a
/// process that dies loses it.
class WriterLock {
 public:
  virtual ~WriterLock() = default;
  /// Whether it is still ours. Errors: kUnavailable where the session that held it was lost.
  virtual Result<> check() = 0;
};

}  // namespace eigenlake::iceberg
