#pragma once

#include <memory>

#include <arrow/type_fwd.h>

#include "eigenlake/avro/schema.h"
#include "eigenlake/avro/value.h"
#include "eigenlake/base/error.h"

namespace eigenlake::iceberg {

/// The Arrow schema of Iceberg's Avro records: unions with null are nullable, arrays of pairs marked so are
/// maps, and field-id, element-id, key-id and value-id become PARQUET:field_id.
///
/// Errors: kUnsupported for other unions and recursive types.
/// Source: Iceberg table spec v2, appendix A "Avro".
Result<std::shared_ptr<arrow::Schema>> arrow_schema_of_avro(const avro::Schema& record);

/// Errors: kCorrupt for a value that does not fit the builder's type; kResourceLimit.
Result<> append_avro_value(const avro::Value& value, const avro::Schema& schema,
                           arrow::ArrayBuilder& builder);

}  // namespace eigenlake::iceberg
