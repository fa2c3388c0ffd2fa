#pragma once

#include <optional>

#include "eigenlake/iceberg/catalog/catalog_options.h"
#include "eigenlake/iceberg/catalog/table_places.h"
#include "eigenlake/lake/lake.h"

namespace eigenlake {

/// The catalog that a lake's tables are in, as its state remembers it, so that no writer looks for them in
/// another one and begins anew: STATE/catalog.json. A lake without the file uses the Hadoop catalog.
struct RecordedCatalog {
  iceberg::CatalogOptions options;  ///< A file by its absolute path.
  bool is_whole = true;  ///< False for a file by a relative path alone, as versions before 0.2 wrote it.
};
Result<std::optional<RecordedCatalog>> recorded_catalog(const LakeParts& parts);

/// Remembers it, without any password: a file that lies beside the state by its path from there, so that it
/// is found where the lake was moved with it, any other by its absolute path.
Result<> record_catalog(ObjectStore& state, const LakeRoots& roots, const iceberg::CatalogOptions& options);

/// Has the state remember the catalog of a lake that was opened to be written to, where it does not yet; not
/// before it is known to be the one, or commands would look for the tables there ever after.
/// Errors: kStore where it does not have the lake's tables.
Result<> record_new_catalog(const Lake& lake);

/// The catalog to open: the one that was asked for, else the recorded one, else Hadoop. Where a writer's is
/// not recorded yet, it becomes `parts.catalog_to_record`.
///
/// Errors: kUsage for a writer that asks for another catalog than the one that the tables are in; a reader
/// may
///         look through any. kStore where its file is not there, and the lake has tables.
Result<iceberg::CatalogOptions> choose_catalog(const std::optional<iceberg::CatalogOptions>& asked,
                                               LakeParts& parts, LakeAccess access);

/// Opens the chosen catalog over the parts' stores, and the locks that go with it.
Result<> open_lake_catalog(const iceberg::CatalogOptions& options, const iceberg::StoreProvider& provider,
                           LakeParts& parts);

}  // namespace eigenlake
