#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "eigenlake/iceberg/catalog/catalog.h"
#include "eigenlake/iceberg/catalog/catalog_options.h"
#include "eigenlake/iceberg/catalog/table_places.h"

namespace eigenlake::iceberg {

/// The kind that a URI belongs to, empty for none: "sqlite:…", "postgresql://…", "thrift://…".
/// Errors: kUsage for another scheme.
Result<CatalogOptions::Kind> catalog_kind_of_uri(std::string_view uri);

/// Opens a catalog for tables below `warehouse_key` of `warehouse`; those outside are opened by `provider`.
/// Nothing is connected or written yet. Errors: kUsage for a URI that does not fit.
Result<std::shared_ptr<Catalog>> open_catalog(const CatalogOptions& options,
                                              std::shared_ptr<ObjectStore> warehouse,
                                              std::string warehouse_key = "", StoreProvider provider = {});

}  // namespace eigenlake::iceberg
