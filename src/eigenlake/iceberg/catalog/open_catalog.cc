// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/catalog/open_catalog.h"

#include "eigenlake/base/assert.h"
#include "eigenlake/iceberg/catalog/hadoop/hadoop_catalog.h"
#include "eigenlake/iceberg/catalog/hive/hive_catalog.h"
#include "eigenlake/iceberg/catalog/sql/sql_catalog.h"

namespace eigenlake::iceberg {
namespace {

using Kind = CatalogOptions::Kind;

// A new kind extends both switches; a missing one does not compile.

bool is_uri_of(Kind kind, std::string_view uri) {
  switch (kind) {
    case Kind::kHadoop:
      return uri.empty();
    case Kind::kSql:
      return parse_database_uri(uri).has_value();
    case Kind::kHive:
      return uri.starts_with("thrift://");
  }
  EIGENLAKE_ASSERT(false);
}

Result<std::shared_ptr<Catalog>> open_sql_catalog(const CatalogOptions& options, TablePlaces places) {
  EIGENLAKE_ASSIGN_OR_RETURN(DatabaseUri uri, parse_database_uri(options.uri));
  return std::make_shared<SqlCatalog>(std::move(uri), options.name, std::move(places));
}

Result<std::shared_ptr<Catalog>> open_hive_catalog(const CatalogOptions& options, TablePlaces places) {
  EIGENLAKE_ASSIGN_OR_RETURN(MetastoreAddress address, parse_metastore_uri(options.uri));
  return std::make_shared<HiveCatalog>(std::move(address), std::move(places));
}

}  // namespace

Result<Kind> catalog_kind_of_uri(std::string_view uri) {
  for (size_t number = 0; number < kCatalogKinds.names.size(); ++number)
    if (is_uri_of(static_cast<Kind>(number), uri)) return static_cast<Kind>(number);
  return fail(ErrorKind::kUsage,
              "unknown catalog '{}'; give one such as sqlite:///folder/catalog.db, "
              "postgresql://user@host/database or thrift://host:9083",
              without_password(uri));
}

Result<std::shared_ptr<Catalog>> open_catalog(const CatalogOptions& options,
                                              std::shared_ptr<ObjectStore> warehouse,
                                              std::string warehouse_key, StoreProvider provider) {
  const auto places = [&] {
    return TablePlaces(std::move(warehouse), std::move(warehouse_key), std::move(provider));
  };
  switch (options.kind) {
    case Kind::kHadoop:
      return std::make_shared<HadoopCatalog>(std::move(warehouse), std::move(warehouse_key));
    case Kind::kSql:
      return open_sql_catalog(options, places());
    case Kind::kHive:
      return open_hive_catalog(options, places());
  }
  EIGENLAKE_ASSERT(false);
}

}  // namespace eigenlake::iceberg
