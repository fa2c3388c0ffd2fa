// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "eigenlake/base/error.h"

namespace eigenlake {

/// Reads the whole lines of a file that another program is writing. A last line without an end waits for it.
class LineTail {
 public:
  explicit LineTail(std::string file) : file_(std::move(file)) {}

  /// Passes the new lines to `use`. A file that became shorter is read from its beginning. False if there is
  /// no such file.
  /// Errors: kStore for one that cannot be read.
  Result<bool> read(const std::function<void(std::string_view line)>& use);

 private:
  std::string file_;
  uint64_t offset_ = 0;
};

}  // namespace eigenlake
