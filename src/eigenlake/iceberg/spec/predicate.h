// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/iceberg/spec/literal.h"
#include "eigenlake/iceberg/spec/schema.h"

namespace eigenlake::iceberg {

/// A comparison of a top-level column with values; a row must pass all predicates of a filter. NaN is greater
/// than every number, as in SQL engines.
struct Predicate {
  enum class Op { kEqual, kIn, kLess, kLessOrEqual, kGreater, kGreaterOrEqual, kIsNull, kNotNull };
  std::string column;
  Op op = Op::kEqual;
  std::vector<Literal> values;  ///< One; any number for kIn; none for the null tests.
};
using Filter = std::vector<Predicate>;

/// Errors: kInvalidInput for an unknown or nested column, and for values of another type.
Result<> check_filter(const Filter& filter, const Schema& schema);

}  // namespace eigenlake::iceberg
