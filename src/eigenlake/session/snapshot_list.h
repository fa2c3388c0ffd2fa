#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "eigenlake/session/visible_lake.h"

namespace eigenlake {

struct ListedSnapshot {
  int64_t id = 0;
  int64_t committed_ms = 0;  ///< Since 1970.
  std::string operation;
  std::optional<int64_t> added_rows;
  std::optional<int64_t> total_rows;
  std::optional<std::string> batch_id;
  std::vector<std::string> tags;
  bool is_visible = false;  ///< Queries read this one.
};

/// The snapshots of a table, the oldest first; none where the lake does not have it yet.
/// Errors: why the table cannot be read.
Result<std::vector<ListedSnapshot>> list_snapshots(const Lake& lake, const std::string& table);

}  // namespace eigenlake
