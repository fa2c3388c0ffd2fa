// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/settings/catalog_settings.h"

#include "eigenlake/cli/settings/catalog_options.h"
#include "eigenlake/iceberg/catalog/open_catalog.h"
#include "eigenlake/iceberg/catalog/sql/database_uri.h"

namespace eigenlake {

using Kind = iceberg::CatalogOptions::Kind;

Result<iceberg::CatalogOptions> catalog_options_of(const std::string& uri, const std::string& name) {
  EIGENLAKE_ASSIGN_OR_RETURN(const Kind kind, iceberg::catalog_kind_of_uri(uri));
  const std::string_view default_name = kind == Kind::kSql ? kSqlCatalogName : kCatalogName;
  return iceberg::CatalogOptions{kind, uri, name.empty() ? std::string(default_name) : name};
}

Result<iceberg::CatalogOptions> catalog_options(const Configuration& configuration) {
  const std::string uri = configuration[option::kCatalogUri];
  auto options = catalog_options_of(uri, configuration[option::kCatalogName]);
  if (!options) return configuration.refuse(option::kCatalogUri, options.error());
  if (configuration.is_from_flag(option::kCatalogUri) && iceberg::has_password(uri))
    return configuration.refuse(
        option::kCatalogUri,
        "must not have a password, which others can read; set it in PGPASSWORD, ~/.pgpass or the "
        "configuration file");
  const Kind kind = configuration.find(option::kCatalog).value_or(options->kind);
  if (kind == options->kind) return options;
  const std::string_view name = iceberg::kCatalogKinds.name_of(kind);
  if (uri.empty())
    return configuration.refuse(option::kCatalog, "a catalog of kind {} requires --catalog-uri", name);
  return configuration.refuse(option::kCatalog, "must be {} for {}, got '{}'",
                              iceberg::kCatalogKinds.name_of(options->kind), iceberg::without_password(uri),
                              name);
}

}  // namespace eigenlake
