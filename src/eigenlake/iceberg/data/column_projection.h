#pragma once

#include <map>
#include <memory>
#include <vector>

#include <arrow/type_fwd.h>

#include "eigenlake/base/error.h"
#include "eigenlake/iceberg/spec/literal.h"
#include "eigenlake/iceberg/spec/type.h"

namespace eigenlake::iceberg {

/// Values by field id of top-level columns that are the same in all rows of a file.
using ColumnConstants = std::map<int, Literal>;

/// The rows of a file as the table's current columns have them: fields are matched by id at any depth, so
/// renamed, reordered, added and dropped ones are right; narrower types are widened; a field that the file
/// lacks is its constant, or null.
///
/// Requires: the batch's fields carry their ids in PARQUET:field_id (see name_mapping.h).
/// Errors:   kCorrupt for a type that does not become the column's, and for a required field that is absent
/// or
///           null.
/// Source:   Iceberg table spec v2, "Column Projection".
Result<std::shared_ptr<arrow::RecordBatch>> project_columns(const arrow::RecordBatch& stored,
                                                            const std::vector<NestedField>& columns,
                                                            const ColumnConstants& constants);

/// `count` times the value. Errors: kResourceLimit.
Result<std::shared_ptr<arrow::Array>> repeat_literal(const Literal& value, const Type& type, int64_t count);

/// Position among `fields` of the one with this id, or −1.
int position_of_id(const std::vector<std::shared_ptr<arrow::Field>>& fields, int id);

}  // namespace eigenlake::iceberg
