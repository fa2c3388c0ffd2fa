// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/progress/line_tail.h"

#include <filesystem>
#include <fstream>

namespace eigenlake {

Result<bool> LineTail::read(const std::function<void(std::string_view line)>& use) {
  std::error_code code;
  if (!std::filesystem::exists(file_, code)) return false;
  if (std::filesystem::is_directory(file_, code))
    return fail(ErrorKind::kUsage, "{} is a folder, not a file", file_);
  if (const auto size = std::filesystem::file_size(file_, code); !code && size < offset_) offset_ = 0;
  std::ifstream in(file_, std::ios::binary);
  if (!in) return fail(ErrorKind::kStore, "cannot read {}", file_);
  in.seekg(static_cast<std::streamoff>(offset_));
  for (std::string line; std::getline(in, line) && !in.eof();) {
    offset_ += line.size() + 1;
    use(line);
  }
  return true;
}

}  // namespace eigenlake
