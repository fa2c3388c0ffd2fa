// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/iceberg/catalog/table.h"

namespace eigenlake::iceberg {

struct TableCopyOptions {
  /// Of the copy, without trailing slash.
  std::string location;
  /// Becomes main's; none: a table without snapshots.
  std::optional<int64_t> current_snapshot_id;
  /// Also kept, with their tags. Without any, the copy names no files removed before the current snapshot.
  std::vector<int64_t> other_snapshot_ids = {};
};

/// A file that is copied byte by byte.
struct CopiedFile {
  std::shared_ptr<ObjectStore> store;  ///< The table's, or another one where the file lies outside.
  std::string source_key;              ///< In that store.
  std::string path;                    ///< Below the copy.
  int64_t bytes = 0;                   ///< As the manifest says.
  int64_t rows = 0;                    ///< Of deletes: the rows of the delete file.
};

/// Receives a rewritten file; `rows` of position deletes.
using PutCopiedFile =
    std::function<Result<>(const std::string& path, std::string_view bytes, std::optional<int64_t> rows)>;

/// Writes the metadata of a copy through `put`: manifests, manifest lists, v1.metadata.json and the version
/// hint; with the returned files a Hadoop catalog finds the table. Paths keep their part below the table;
/// others go to data/external or metadata/external. Position deletes name data files and are rewritten as
/// Parquet. Ids, sequence numbers, schemas, specs and uuid stay; the metadata log, statistics, other branches
/// and place properties do not.
///
/// Errors: kNotFound for an unknown snapshot; kStore for missing or damaged metadata; kUnsupported for
/// position
///         deletes in ORC; of `put`.
/// Cost:   reads every manifest of the kept snapshots once, and their position deletes.
/// Source: Iceberg table spec v2; paths in metadata are absolute there.
Result<std::vector<CopiedFile>> copy_table_metadata(const Table& table, const TableCopyOptions& options,
                                                    const PutCopiedFile& put);

}  // namespace eigenlake::iceberg
