// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>

#include <arrow/type_fwd.h>

#include "eigenlake/iceberg/data/row_deletes.h"
#include "eigenlake/iceberg/scan/scan.h"

namespace eigenlake {

/// Hands the rows of a data file that no delete removed to `visit`, all columns of the table as it is now,
/// batch after batch. `deletes` is shared by the files of a scan.
/// Errors: as of iceberg::DataFileReader; whatever `visit` returns.
Result<> visit_rows(const iceberg::Table& table, const iceberg::FileScanTask& file,
                    const std::shared_ptr<iceberg::DeleteCache>& deletes,
                    const std::function<Result<>(std::shared_ptr<arrow::RecordBatch>)>& visit);

}  // namespace eigenlake
