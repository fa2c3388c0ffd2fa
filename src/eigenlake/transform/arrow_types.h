#pragma once

#include <memory>

#include <arrow/api.h>

#include "eigenlake/tables/table_definition.h"

namespace eigenlake {

/// The Arrow type of a column; strings plain, list elements nullable and named "element".
std::shared_ptr<arrow::DataType> arrow_type(ColumnType type);

/// True for that type, and for a string column also when it is a dictionary of strings.
bool holds(const arrow::DataType& found, ColumnType expected);

}  // namespace eigenlake
