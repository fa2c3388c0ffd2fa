#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/iceberg/catalog/table.h"

namespace eigenlake::iceberg {

/// What a copy of a table keeps, and the place that its metadata will name.
struct TableCopyOptions {
  /// Location of the copy, without trailing slash; every path in it begins so.
  std::string location;
  /// Becomes main's; nothing: a table without snapshots.
  std::optional<int64_t> current_snapshot_id;
  /// Kept as well, in any order, with their tags. Where there are none, the copy does not name files that
  /// were removed before the current snapshot.
  std::vector<int64_t> other_snapshot_ids = {};
};

/// A file of the table that the copy takes byte by byte.
struct CopiedFile {
  std::shared_ptr<ObjectStore> store;  ///< The table's, or another one where the file lies outside.
  std::string source_key;              ///< In that store.
  std::string path;                    ///< Below the copy.
  int64_t bytes = 0;                   ///< As the manifest says.
  int64_t rows = 0;                    ///< Of deletes: the rows of the delete file.
};

/// Gets a file of the copy that is written anew; `rows` of position deletes.
using PutCopiedFile =
    std::function<Result<>(const std::string& path, std::string_view bytes, std::optional<int64_t> rows)>;

/// Writes the metadata of a copy of `table` through `put`: manifests, manifest lists, v1.metadata.json and
/// the version hint, so that a Hadoop catalog finds the table once the returned files are there as well.
/// Paths keep their part below the table; those from elsewhere go to data/external or metadata/external.
/// Position deletes name data files and are written anew as Parquet. Snapshot ids, sequence numbers, schemas,
/// specs and table uuid stay; the metadata log, statistics files, branches other than main and properties
/// that name places are left out.
///
/// Errors: kNotFound for an unknown snapshot; kStore for a missing or damaged file of the table's metadata;
///         kUnsupported for position deletes in ORC; whatever `put` returns.
/// Cost:   reads every manifest of the kept snapshots once, and their position deletes.
/// Source: Iceberg table spec v2; paths in metadata are absolute there.
Result<std::vector<CopiedFile>> copy_table_metadata(const Table& table, const TableCopyOptions& options,
                                                    const PutCopiedFile& put);

}  // namespace eigenlake::iceberg
