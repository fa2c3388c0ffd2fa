// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "eigenlake/cli/settings/configuration.h"
#include "eigenlake/iceberg/catalog/catalog_options.h"

namespace eigenlake {

/// Default of --catalog-name for SQL catalogs; Hadoop and Hive catalogs are called quantum_catalog.
inline constexpr std::string_view kSqlCatalogName = "quantum_sql";
inline constexpr std::string_view kCatalogName = "quantum_catalog";

/// From --catalog, --catalog-uri and --catalog-name: the kind follows from the URI where --catalog is not
/// given.
///
/// Errors: kUsage for a kind that contradicts the URI, a missing URI, or a password on the command line,
/// where
///         every user of the machine could read it.
Result<iceberg::CatalogOptions> catalog_options(const Configuration& configuration);

/// The same for the catalog at `uri`, with `name` or the default.
Result<iceberg::CatalogOptions> catalog_options_of(const std::string& uri, const std::string& name);

}  // namespace eigenlake
