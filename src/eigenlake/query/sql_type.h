// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "eigenlake/query/duckdb_api.h"

namespace eigenlake {

/// The type of a result column, nested types included; enough to print any value.
struct SqlType {
  duckdb::Type id = duckdb::Type::kInvalid;
  duckdb::Type internal_id = duckdb::Type::kInvalid;  ///< Storage of decimals.
  int width = 0;                                      ///< Digits of a decimal.
  int scale = 0;                                      ///< Digits after the point.
  uint64_t array_size = 0;
  std::vector<SqlType> children;         ///< Element; key and value; fields.
  std::vector<std::string> child_names;  ///< Of a struct.

  bool is_number() const {
    using duckdb::Type;
    return (id >= Type::kTinyInt && id <= Type::kDouble) || id == Type::kHugeInt || id == Type::kUHugeInt ||
           id == Type::kDecimal;
  }
  /// Whether it or a type in it is a floating-point number.
  bool has_reals() const {
    return id == duckdb::Type::kFloat || id == duckdb::Type::kDouble ||
           std::ranges::any_of(children, &SqlType::has_reals);
  }
};

}  // namespace eigenlake
