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

/// Places of deleted rows, ordered, by recorded path of the data file.
using PositionDeletes = std::unordered_map<std::string, std::vector<int64_t>>;

/// The rows of one file of equality deletes: a row of data whose columns are equal to any of them is deleted.
struct EqualityDeletes {
  std::vector<NestedField> columns;  ///< Top-level; a nested one has only what leads to it.
  std::unordered_set<std::string> keys;
};

/// Delete files in memory, each read once for all data files that it applies to.
///
/// Memory:  eight bytes for a deleted position, the values of an equality delete; not bounded otherwise.
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
  /// Columns that `apply` needs, in its order, beside those that a reader wants.
  const std::vector<NestedField>& columns() const { return columns_; }

  /// The rows that are left. `first_row` is the place in the file of the batch's first row; the columns from
  /// `first_column` on are those of `columns()`.
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
