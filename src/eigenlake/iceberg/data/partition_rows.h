#pragma once

#include <cstdint>
#include <vector>

#include <arrow/type_fwd.h>

#include "eigenlake/base/error.h"
#include "eigenlake/iceberg/spec/literal.h"
#include "eigenlake/iceberg/spec/partition_spec.h"
#include "eigenlake/iceberg/spec/schema.h"

namespace eigenlake::iceberg {

/// Rows of one partition that follow one another in a batch.
struct PartitionRun {
  PartitionValues values;
  int64_t offset = 0;
  int64_t length = 0;
};

/// Cuts a batch, whose columns are the schema's, where the partition of its rows changes. A partition may
/// have several runs.
///
/// Errors: kUnsupported for a transform that is not known, and for a partition by a nested column or one of a
///         type that no table of ours has; kCorrupt where a source column is not in the schema.
/// Cost:   one transform for each change of a source column's value, so sorted rows are nearly free.
Result<std::vector<PartitionRun>> partition_runs(const PartitionSpec& spec, const Schema& schema,
                                                 const arrow::RecordBatch& rows);

/// One value of an array that holds a column of this type, perhaps as a dictionary.
/// Errors: kUnsupported for a nested type, decimal, time, uuid, fixed and binary.
Result<Literal> literal_at(const arrow::Array& array, int64_t row, const Type& type);

}  // namespace eigenlake::iceberg
