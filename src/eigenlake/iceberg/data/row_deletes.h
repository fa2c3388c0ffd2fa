#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include <arrow/type_fwd.h>

#include "eigenlake/base/error.h"
#include "eigenlake/iceberg/scan/scan.h"

namespace eigenlake::iceberg {

/// Ordered places of deleted rows, by recorded path of the data file.
using PositionDeletes = std::unordered_map<std::string, std::vector<int64_t>>;

/// Rows of an equality delete file: data rows with equal columns are deleted.
struct EqualityDeletes {
  std::vector<NestedField> columns;  ///< Top-level; a nested one with only its path.
  std::unordered_set<std::string> keys;
};

/// Delete files in memory, each read once for all data files.
///
/// Memory:  eight bytes for a deleted position, the values of an equality delete; unbounded.
/// Threads: any.
class DeleteCache {
 public:
  /// Errors: kStore for a damaged file, kUnsupported for its format.
  Result<std::shared_ptr<const PositionDeletes>> positions(const Table& table, const DeleteFile& file);
  Result<std::shared_ptr<const EqualityDeletes>> equality(const Table& table, const DeleteFile& file);

 private:
  template <typename T>
  struct Entry {
    std::mutex mutex;
    std::shared_ptr<const T> value;
  };
  template <typename T>
  using Entries = std::map<std::string, std::shared_ptr<Entry<T>>>;

  template <typename T, typename Load>
  Result<std::shared_ptr<const T>> find_or_load(Entries<T>& entries, const Table& table,
                                                const DeleteFile& file, Load load);

  std::mutex mutex_;
  Entries<PositionDeletes> positions_;
  Entries<EqualityDeletes> equality_;
};

/// The deletes that apply to one data file.
class RowDeletes {
 public:
  /// Errors: as DeleteCache.
  static Result<RowDeletes> load(DeleteCache& cache, const Table& table, const FileScanTask& task);

  bool empty() const { return positions_.empty() && equality_.empty(); }
  /// Additional columns that `apply` needs, in its order.
  const std::vector<NestedField>& columns() const { return columns_; }

  /// The remaining rows. `first_row` is the place of the first row in the file; columns() begin at
  /// `first_column`.
  Result<std::shared_ptr<arrow::RecordBatch>> apply(const std::shared_ptr<arrow::RecordBatch>& batch,
                                                    int64_t first_row, int first_column) const;

 private:
  struct Equality {
    std::shared_ptr<const EqualityDeletes> deletes;
    std::vector<int> columns;  ///< Positions in columns_.
  };

  std::vector<int64_t> positions_;  ///< Ordered, each once.
  std::vector<Equality> equality_;
  std::vector<NestedField> columns_;
};

}  // namespace eigenlake::iceberg
