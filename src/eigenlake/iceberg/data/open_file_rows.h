#pragma once

#include "eigenlake/iceberg/data/file_rows.h"

namespace eigenlake::iceberg {

/// Opens a file in Parquet or Avro.
///
/// Errors: kUnsupported for other formats, and for columns without field ids or name mapping; kCorrupt or
/// kStore
///         for a damaged file or a wrong number of rows.
/// Cost:   Parquet: its footer, later one row group at a time. Avro: pieces of 8 MiB, or one block.
Result<std::unique_ptr<FileRows>> open_file_rows(const FilePlace& place, FileRequest request);

}  // namespace eigenlake::iceberg
