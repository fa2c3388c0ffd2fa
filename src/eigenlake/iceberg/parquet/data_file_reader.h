#pragma once

#include <memory>
#include <span>
#include <string>

#include <arrow/type_fwd.h>

#include "eigenlake/base/error.h"
#include "eigenlake/iceberg/scan.h"

namespace eigenlake::iceberg {

/// Reads the named top-level columns of a data file, matched by field id: a column that the file lacks comes
/// as nulls, an older narrower type (int, float) is widened. Row groups that the filter excludes by their
/// statistics are skipped; rows of the others all come, the filter is not applied to rows.
///
/// Errors: kInvalidInput for unknown columns; kStore, also for a missing or damaged file.
Result<std::shared_ptr<arrow::Table>> read_data_file(const Table& table, const FileScanTask& task,
                                                     std::span<const std::string> columns,
                                                     const Filter& filter = {});

}  // namespace eigenlake::iceberg
