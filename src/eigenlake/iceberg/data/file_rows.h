#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <arrow/type_fwd.h>

#include "eigenlake/base/error.h"
#include "eigenlake/iceberg/data/name_mapping.h"
#include "eigenlake/iceberg/spec/predicate.h"
#include "eigenlake/object_store/object_store.h"

namespace eigenlake::iceberg {

/// A data or delete file.
struct FilePlace {
  std::shared_ptr<ObjectStore> store;
  std::string key;
  std::string format;  ///< As the manifest spells it: PARQUET, AVRO, ORC.
  int64_t size_bytes = 0;
  int64_t record_count = 0;
};

struct FileRequest {
  std::vector<NestedField> columns;         ///< By ids and nesting.
  std::optional<NameMapping> name_mapping;  ///< For files without field ids.
  Filter filter;                            ///< Excludes row groups.
  Schema filter_schema;                     ///< Of the filter's columns.
};

/// Of a FileScanTask or a DeleteFile.
template <typename File>
FilePlace file_place_of(const File& file) {
  return {file.store, file.key, file.data_file.file_format, file.data_file.file_size_bytes,
          file.data_file.record_count};
}

/// Consecutive rows as stored, with field ids.
struct StoredRows {
  std::shared_ptr<arrow::RecordBatch> batch;
  int64_t first_row = 0;  ///< Its place in the file.
};

/// Reads a file from its beginning, batch by batch.
///
/// Threads: one.
class FileRows {
 public:
  virtual ~FileRows() = default;
  /// None after the last batch. Columns that the file lacks are omitted.
  /// Errors: kCorrupt or kStore for a damaged file.
  virtual Result<std::optional<StoredRows>> next() = 0;
};

/// The schema with its own field ids, or those of the mapping. Errors: kUnsupported without both.
Result<std::shared_ptr<arrow::Schema>> identify_fields(const std::shared_ptr<arrow::Schema>& schema,
                                                       const std::optional<NameMapping>& name_mapping);

inline constexpr int64_t kRowsPerBatch = 8192;

}  // namespace eigenlake::iceberg
