#include "eigenlake/query/sql_type.h"

#include <algorithm>

namespace eigenlake {

bool SqlType::is_number() const {
  using duckdb::Type;
  switch (id) {
    case Type::kTinyInt:
    case Type::kSmallInt:
    case Type::kInteger:
    case Type::kBigInt:
    case Type::kUTinyInt:
    case Type::kUSmallInt:
    case Type::kUInteger:
    case Type::kUBigInt:
    case Type::kHugeInt:
    case Type::kUHugeInt:
    case Type::kFloat:
    case Type::kDouble:
    case Type::kDecimal:
      return true;
    default:
      return false;
  }
}

bool SqlType::has_reals() const {
  return id == duckdb::Type::kFloat || id == duckdb::Type::kDouble ||
         std::ranges::any_of(children, &SqlType::has_reals);
}

}  // namespace eigenlake
