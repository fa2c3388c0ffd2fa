// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "eigenlake/iceberg/catalog/catalog_options.h"
#include "eigenlake/iceberg/catalog/table_places.h"
#include "eigenlake/lake/lake.h"

namespace eigenlake {

/// The catalog in STATE/catalog.json, so that no writer uses another one. Without the file: the Hadoop
/// catalog.
struct RecordedCatalog {
  iceberg::CatalogOptions options;  ///< A file has its absolute path.
  bool is_whole = true;             ///< False for a relative path, as of versions before 0.2.
};
Result<std::optional<RecordedCatalog>> recorded_catalog(const LakeParts& parts);

/// Records it without password: a file beside the state by its relative path, so that it moves with the lake,
/// any other by its absolute path.
Result<> record_catalog(ObjectStore& state, const LakeRoots& roots, const iceberg::CatalogOptions& options);

/// Records the catalog of a lake opened for writing, once it has the lake's tables. Errors: kStore if not.
Result<> record_new_catalog(const Lake& lake);

/// The catalog to open: the requested one, else the recorded one, else Hadoop. A writer's unrecorded one
/// becomes `parts.catalog_to_record`.
///
/// Errors: kUsage for a writer with another catalog than that of the tables; kStore for a missing file of a
///         lake with tables.
Result<iceberg::CatalogOptions> choose_catalog(const std::optional<iceberg::CatalogOptions>& asked,
                                               LakeParts& parts, LakeAccess access);

/// Also sets its locks.
Result<> open_lake_catalog(const iceberg::CatalogOptions& options, const iceberg::StoreProvider& provider,
                           LakeParts& parts);

}  // namespace eigenlake
