// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "eigenlake/base/named_enum.h"

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
  std::string name = {};  ///< catalog_name in the database; unused by others.
};

inline constexpr NamedEnum<CatalogOptions::Kind, 3> kCatalogKinds{.what = "catalog",
                                                                  .names = {"hadoop", "sql", "hive"}};

}  // namespace eigenlake::iceberg
