#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace eigenlake {

/// One finished batch; `batch_id` is empty when there was nothing to do (or with dry_run).
struct BatchReport {
  std::string batch_id;
  std::string processing_name;
  std::map<std::string, int64_t> rows;  ///< Rows added, by table.
  double seconds = 0.0;
};

}  // namespace eigenlake
