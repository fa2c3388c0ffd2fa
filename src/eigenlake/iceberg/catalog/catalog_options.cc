#include "eigenlake/iceberg/catalog/catalog_options.h"

#include "eigenlake/iceberg/catalog/sql/database_uri.h"

namespace eigenlake::iceberg {

Result<CatalogOptions::Kind> catalog_kind_of_uri(std::string_view uri) {
  if (uri.empty()) return CatalogOptions::Kind::kHadoop;
  if (uri.starts_with("thrift://")) return CatalogOptions::Kind::kHive;
  if (parse_database_uri(uri)) return CatalogOptions::Kind::kSql;
  return fail(ErrorKind::kUsage,
              "expected a catalog such as sqlite:///folder/catalog.db, postgresql://user@host/database or "
              "thrift://host:9083, found '{}'",
              without_password(uri));
}

}  // namespace eigenlake::iceberg
