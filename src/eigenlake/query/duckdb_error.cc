#include "eigenlake/query/duckdb_error.h"

namespace eigenlake {

Error error_of_duckdb(const char* message) {
  const std::string text = message == nullptr || *message == '\0' ? "unknown error" : message;
  if (text.starts_with("INTERRUPT")) return {ErrorKind::kInterrupted, text, {}};
  if (text.starts_with("Out of Memory")) return {ErrorKind::kResourceLimit, text, {}};
  if (text.contains("file system operations are disabled"))
    return {ErrorKind::kUsage,
            "expected tables of the lake: local files are not read with --local-files off",
            {}};
  return {ErrorKind::kUsage, text, {}};
}

}  // namespace eigenlake
