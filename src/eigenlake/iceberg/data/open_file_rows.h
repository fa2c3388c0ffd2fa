#pragma once

#include "eigenlake/iceberg/data/file_rows.h"

namespace eigenlake::iceberg {

/// Opens a file of any format that is read.
///
/// Errors: kUnsupported for ORC and other formats, and for a file that has columns but neither field ids nor
///         a name mapping; kCorrupt or kStore for a damaged file or one with another number of rows.
/// Cost:   Parquet: its footer, later one row group at a time. Avro: pieces of 8 MiB, or one block.
Result<std::unique_ptr<FileRows>> open_file_rows(const FilePlace& place, FileRequest request);

}  // namespace eigenlake::iceberg
