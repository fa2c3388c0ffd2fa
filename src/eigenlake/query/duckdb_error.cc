// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/query/duckdb_error.h"

namespace eigenlake {
namespace {

constexpr std::string_view kInterrupt = "INTERRUPT";

}  // namespace

Error error_of_duckdb(const char* message) {
  const std::string text = message == nullptr || *message == '\0' ? "unknown error" : message;
  if (text.starts_with(kInterrupt)) return {ErrorKind::kInterrupted, text, {}};
  if (text.starts_with("Out of Memory")) return {ErrorKind::kResourceLimit, text, {}};
  if (text.contains("file system operations are disabled"))
    return {ErrorKind::kUsage, "--local-files off allows no local files, only tables of the lake", {}};
  if (text.contains("No files found that match the pattern")) return {ErrorKind::kNotFound, text, {}};
  if (text.contains("requires the extension httpfs"))
    return {ErrorKind::kUsage, "cannot read files of other machines, only local ones", {}};
  return {ErrorKind::kUsage, text, {}};
}

bool is_interrupt(const Error& error) {
  return error.kind == ErrorKind::kInterrupted && error.message.starts_with(kInterrupt);
}

}  // namespace eigenlake
