#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "eigenlake/iceberg/catalog/table.h"

namespace eigenlake {

/// One table as a query sees it.
struct TableSnapshot {
  std::string name;
  std::optional<iceberg::Table> table;  ///< None where the lake lacks it.
  std::optional<int64_t> snapshot_id;   ///< None: no rows.
};

}  // namespace eigenlake
