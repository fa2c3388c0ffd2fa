// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "eigenlake/iceberg/spec/data_file.h"
#include "eigenlake/iceberg/spec/schema.h"
#include "eigenlake/object_store/object_store.h"

namespace eigenlake::iceberg {

/// A file of position or equality deletes.
struct DeleteFile {
  DataFile data_file;
  int64_t sequence_number = 0;
  std::shared_ptr<ObjectStore> store;  ///< The table's, or another one where the file lies outside.
  std::string key;                     ///< Where the file is in it.
  std::string uri;
};
using DeleteFilePtr = std::shared_ptr<const DeleteFile>;

/// The delete files of a snapshot, by the data file to which they apply.
///
/// Position deletes apply to data files of their partition that are not newer; equality deletes to older
/// ones, of their partition or, from an unpartitioned spec, of the whole table. Bounds exclude files that
/// delete nothing.
///
/// Source: Iceberg table spec v2, "Scan Planning".
class DeleteIndex {
 public:
  /// `is_global`: the file's spec has no partitions. Requires: the file holds deletes.
  void add(DeleteFilePtr file, bool is_global);
  bool empty() const { return global_equality_.empty() && by_partition_.empty(); }

  /// In the order of adding. `schema` has the types of the equality columns.
  std::vector<DeleteFilePtr> deletes_of(const DataFile& file, int64_t sequence_number,
                                        const Schema& schema) const;

 private:
  std::vector<DeleteFilePtr> global_equality_;
  std::map<std::string, std::vector<DeleteFilePtr>> by_partition_;
};

/// Field ids in position delete files: the data file, and the row's place in it.
inline constexpr int kDeleteFilePathId = 2147483546;
inline constexpr int kDeletePositionId = 2147483545;

}  // namespace eigenlake::iceberg
