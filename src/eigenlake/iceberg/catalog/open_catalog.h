// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "eigenlake/iceberg/catalog/catalog.h"
#include "eigenlake/iceberg/catalog/catalog_options.h"
#include "eigenlake/iceberg/catalog/table_places.h"

namespace eigenlake::iceberg {

/// The kind of a URI: "" (Hadoop), "sqlite:…", "postgresql://…", "thrift://…". Errors: kUsage for others.
Result<CatalogOptions::Kind> catalog_kind_of_uri(std::string_view uri);

/// Opens a catalog for tables below `warehouse_key` of `warehouse`; `provider` opens other places. Nothing is
/// connected or written yet. Errors: kUsage for a wrong URI.
Result<std::shared_ptr<Catalog>> open_catalog(const CatalogOptions& options,
                                              std::shared_ptr<ObjectStore> warehouse,
                                              std::string warehouse_key = "", StoreProvider provider = {});

}  // namespace eigenlake::iceberg
