#pragma once

#include <string>
#include <string_view>

#include "eigenlake/base/error.h"

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

}  // namespace eigenlake::iceberg
