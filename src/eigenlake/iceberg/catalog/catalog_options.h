#pragma once

#include <memory>
#include <string>

#include "eigenlake/iceberg/catalog/catalog.h"
#include "eigenlake/iceberg/catalog/table_places.h"

namespace eigenlake::iceberg {

/// Which catalog a lake's tables are in.
struct CatalogOptions {
  enum class Kind {
    kHadoop,  ///< The warehouse's directories are the catalog.
    kSql,     ///< An SQLite file or a PostgreSQL database.
    kHive,    ///< A Hive Metastore.
  };
  Kind kind = Kind::kHadoop;
  std::string uri = {};   ///< Of the database or the metastore.
  std::string name = {};  ///< catalog_name in the database; a Hadoop or Hive catalog has no use for it.
};

/// The kind that a URI belongs to, empty for none: "sqlite:…", "postgresql://…", "thrift://…".
/// Errors: kUsage for another scheme.
Result<CatalogOptions::Kind> catalog_kind_of_uri(std::string_view uri);

/// Opens a catalog for tables below `warehouse_key` of `warehouse`; those outside are opened by `provider`.
/// Nothing is connected or written yet. Errors: kUsage for a URI that does not fit.
Result<std::shared_ptr<Catalog>> open_catalog(const CatalogOptions& options,
                                              std::shared_ptr<ObjectStore> warehouse,
                                              std::string warehouse_key = "", StoreProvider provider = {});

}  // namespace eigenlake::iceberg
