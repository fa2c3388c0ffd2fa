// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/spec/predicate.h"

#include <algorithm>

namespace eigenlake::iceberg {

using Op = Predicate::Op;

Result<> check_filter(const Filter& filter, const Schema& schema) {
  for (const Predicate& predicate : filter) {
    const NestedField* column = schema.find_field(std::string_view(predicate.column));
    if (column == nullptr || !column->type.is_primitive())
      return fail(ErrorKind::kInvalidInput, "cannot filter by '{}': no primitive column has that name",
                  predicate.column);
    const bool is_null_test = predicate.op == Op::kIsNull || predicate.op == Op::kNotNull;
    const bool count_fits = is_null_test || predicate.op == Op::kIn || predicate.values.size() == 1;
    const bool types_fit = std::ranges::all_of(predicate.values, [&](const Literal& value) {
      return !is_null(value) && literal_fits(value, column->type);
    });
    if (!count_fits || !types_fit)
      return fail(ErrorKind::kInvalidInput, "column {} must be compared with values of type {}",
                  predicate.column, column->type.to_string());
  }
  return {};
}

}  // namespace eigenlake::iceberg
