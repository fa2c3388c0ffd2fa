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

/// Where the bytes of a data or delete file are.
struct FilePlace {
  std::shared_ptr<ObjectStore> store;
  std::string key;
  std::string format;  ///< As the manifest spells it: PARQUET, AVRO, ORC.
  int64_t size_bytes = 0;
  int64_t record_count = 0;
};

/// What shall be read of a file.
struct FileRequest {
  std::vector<NestedField> columns;         ///< Only their ids and nesting count here.
  std::optional<NameMapping> name_mapping;  ///< For files without field ids.
  Filter filter;                            ///< Row groups that it excludes are skipped.
  Schema filter_schema;                     ///< That of the filter's columns.
};

/// Consecutive rows of a file as they are stored, with field ids.
struct StoredRows {
  std::shared_ptr<arrow::RecordBatch> batch;
  int64_t first_row = 0;  ///< Place in the file of the batch's first row.
};

/// Reads a file from its beginning, batch by batch.
///
/// Threads: one.
class FileRows {
 public:
  virtual ~FileRows() = default;
  /// Nothing after the last batch. Columns that the file lacks are not in the batch.
  /// Errors: kCorrupt or kStore for a damaged file; never a batch that is not valid in itself.
  virtual Result<std::optional<StoredRows>> next() = 0;
};

/// The schema with field ids: its own, or those of the mapping.
/// Errors: kUnsupported where there is neither.
Result<std::shared_ptr<arrow::Schema>> identify_fields(const std::shared_ptr<arrow::Schema>& schema,
                                                       const std::optional<NameMapping>& name_mapping);

/// Rows in a batch.
inline constexpr int64_t kRowsPerBatch = 8192;

}  // namespace eigenlake::iceberg
