// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/base/whole_file.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

namespace eigenlake {

Result<std::string> read_whole_file(const std::filesystem::path& file) {
  std::error_code error;
  const auto status = std::filesystem::status(file, error);
  if (status.type() == std::filesystem::file_type::not_found)
    return fail(ErrorKind::kNotFound, "{}: no such file", file.string());
  if (std::filesystem::is_directory(status))
    return fail(ErrorKind::kInvalidInput, "{} is a folder; name a file", file.string());
  errno = 0;
  std::ifstream in(file, std::ios::binary);
  if (!in) return fail(ErrorKind::kStore, "cannot read {}: {}", file.string(), std::strerror(errno));
  // Copying the buffer of an empty file would set the failbit, reading it does not.
  std::string text{std::istreambuf_iterator<char>(in), {}};
  if (in.bad()) return fail(ErrorKind::kStore, "cannot read {}", file.string());
  return text;
}

}  // namespace eigenlake
