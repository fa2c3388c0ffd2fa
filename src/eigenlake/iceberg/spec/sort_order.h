// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "eigenlake/iceberg/spec/partition_spec.h"

namespace eigenlake::iceberg {

enum class SortDirection { kAscending, kDescending };
enum class NullOrder { kFirst, kLast };

struct SortField {
  int source_id = 0;
  Transform transform;
  SortDirection direction = SortDirection::kAscending;
  NullOrder null_order = NullOrder::kFirst;

  bool operator==(const SortField& other) const = default;
};

/// How the rows within a data file are ordered; order 0 is "unsorted".
struct SortOrder {
  int order_id = 0;
  std::vector<SortField> fields;

  bool operator==(const SortOrder& other) const = default;
};

}  // namespace eigenlake::iceberg
