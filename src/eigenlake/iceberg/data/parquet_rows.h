#pragma once

#include "eigenlake/iceberg/data/file_rows.h"

namespace eigenlake::iceberg {

/// Opens a file in Parquet. Errors: as open_file_rows.
Result<std::unique_ptr<FileRows>> open_parquet_rows(const FilePlace& place, FileRequest request);

}  // namespace eigenlake::iceberg
