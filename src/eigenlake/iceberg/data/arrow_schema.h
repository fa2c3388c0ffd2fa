#pragma once

#include <memory>

#include <arrow/type_fwd.h>

#include "eigenlake/base/error.h"
#include "eigenlake/iceberg/spec/schema.h"

namespace eigenlake::iceberg {

/// The Arrow type that stands for an Iceberg type: string → utf8, date → date32, timestamptz → timestamp[us,
/// UTC], uuid → fixed_size_binary(16), decimal → decimal128; nested fields carry PARQUET:field_id.
std::shared_ptr<arrow::DataType> arrow_type_of(const Type& type);

std::shared_ptr<arrow::Schema> arrow_schema_of(const Schema& schema);

/// The data with another type of the same layout, also in its children.
std::shared_ptr<arrow::ArrayData> with_type(const arrow::ArrayData& data,
                                            const std::shared_ptr<arrow::DataType>& type);

}  // namespace eigenlake::iceberg
