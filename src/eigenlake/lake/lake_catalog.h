#pragma once

#include <optional>

#include "eigenlake/iceberg/catalog/catalog_options.h"
#include "eigenlake/iceberg/catalog/table_places.h"
#include "eigenlake/lake/lake.h"

namespace eigenlake {

/// The catalog that a lake's tables are in, as its state remembers it, so that no writer looks for them in
/// another one and begins anew: STATE/catalog.json. A lake without the file uses the Hadoop catalog.
Result<std::optional<iceberg::CatalogOptions>> recorded_catalog(ObjectStore& state);

/// Remembers it, without any password.
Result<> record_catalog(ObjectStore& state, const iceberg::CatalogOptions& options);

/// The catalog to open: the one that was asked for, else the recorded one, else Hadoop.
///
/// Errors: kUsage for a writer that asks for another catalog than the one that the tables are in; a reader
/// may
///         look through any.
Result<iceberg::CatalogOptions> choose_catalog(const std::optional<iceberg::CatalogOptions>& asked,
                                               const LakeParts& parts, LakeAccess access);

/// Opens the chosen catalog over the parts' stores, and the locks that go with it.
Result<> open_lake_catalog(const iceberg::CatalogOptions& options, const iceberg::StoreProvider& provider,
                           LakeParts& parts);

}  // namespace eigenlake
