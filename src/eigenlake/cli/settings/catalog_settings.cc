#include "eigenlake/cli/settings/catalog_settings.h"

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
  const std::string uri = configuration.text("catalog-uri");
  auto options = catalog_options_of(uri, configuration.text("catalog-name"));
  if (!options) return configuration.refuse("catalog-uri", options.error());
  if (configuration.origin("catalog-uri").starts_with("flag") && iceberg::has_password(uri)) {
    return configuration.refuse(
        "catalog-uri",
        Error{ErrorKind::kUsage,
              "must not have a password, which others can read; set it in PGPASSWORD, ~/.pgpass or the "
              "configuration file",
              {}});
  }
  const std::string kind = configuration.text("catalog");
  if (kind.empty() || kind == iceberg::kCatalogKinds.name_of(options->kind)) return options;
  return configuration.refuse(
      "catalog", Error{ErrorKind::kUsage,
                       uri.empty() ? fmt::format("a catalog of kind {} requires --catalog-uri", kind)
                                   : fmt::format("must be {} for {}, got '{}'",
                                                 iceberg::kCatalogKinds.name_of(options->kind),
                                                 iceberg::without_password(uri), kind),
                       {}});
}

}  // namespace eigenlake
