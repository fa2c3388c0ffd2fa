#pragma once

#include <string>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/iceberg/spec/literal.h"
#include "eigenlake/iceberg/spec/schema.h"

namespace eigenlake::iceberg {

/// A comparison of a top-level column with values; a row passes a filter when it passes all of its
/// predicates. NaN is greater than every other number, as in SQL engines.
struct Predicate {
  enum class Op { kEqual, kIn, kLess, kLessOrEqual, kGreater, kGreaterOrEqual, kIsNull, kNotNull };
  std::string column;
  Op op = Op::kEqual;
  std::vector<Literal> values;  ///< One; any number for kIn; none for the null tests.
};
using Filter = std::vector<Predicate>;

/// Errors: kInvalidInput for a column that is not there, is nested, or has another type than the values.
Result<> check_filter(const Filter& filter, const Schema& schema);

}  // namespace eigenlake::iceberg
