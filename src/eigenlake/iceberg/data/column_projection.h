#pragma once

#include <map>
#include <memory>
#include <vector>

#include <arrow/type_fwd.h>

#include "eigenlake/base/error.h"
#include "eigenlake/iceberg/spec/literal.h"
#include "eigenlake/iceberg/spec/type.h"

namespace eigenlake::iceberg {

/// Top-level columns that are constant in a file, by field id.
using ColumnConstants = std::map<int, Literal>;

/// Projects the rows of a file to the table's columns: fields are matched by id at any depth and widened; a
/// missing one is its constant, or null.
///
/// Requires: the batch's fields have PARQUET:field_id (name_mapping.h).
/// Errors:   kCorrupt for an incompatible type, and for a required field that is absent or null.
/// Source:   Iceberg table spec v2, "Column Projection".
Result<std::shared_ptr<arrow::RecordBatch>> project_columns(const arrow::RecordBatch& stored,
                                                            const std::vector<NestedField>& columns,
                                                            const ColumnConstants& constants);

/// Errors: kResourceLimit.
Result<std::shared_ptr<arrow::Array>> repeat_literal(const Literal& value, const Type& type, int64_t count);

/// −1 if absent.
int position_of_id(const std::vector<std::shared_ptr<arrow::Field>>& fields, int id);

}  // namespace eigenlake::iceberg
