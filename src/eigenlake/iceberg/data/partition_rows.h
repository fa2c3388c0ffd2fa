#pragma once

#include <cstdint>
#include <vector>

#include <arrow/type_fwd.h>

#include "eigenlake/base/error.h"
#include "eigenlake/iceberg/spec/literal.h"
#include "eigenlake/iceberg/spec/partition_spec.h"
#include "eigenlake/iceberg/spec/schema.h"

namespace eigenlake::iceberg {

/// Consecutive rows of one partition.
struct PartitionRun {
  PartitionValues values;
  int64_t offset = 0;
  int64_t length = 0;
};

/// Cuts a batch of the schema's columns where the partition changes. A partition may have several runs.
///
/// Errors: kUnsupported for an unknown transform, and a partition by a nested column or another type than
/// those of
///         literal_at(); kCorrupt for an unknown source column.
/// Cost:   one transform for each change of a source value.
Result<std::vector<PartitionRun>> partition_runs(const PartitionSpec& spec, const Schema& schema,
                                                 const arrow::RecordBatch& rows);

/// A value of a column, perhaps dictionary-encoded.
/// Errors: kUnsupported for a nested type, decimal, time, uuid, fixed and binary.
Result<Literal> literal_at(const arrow::Array& array, int64_t row, const Type& type);

}  // namespace eigenlake::iceberg
