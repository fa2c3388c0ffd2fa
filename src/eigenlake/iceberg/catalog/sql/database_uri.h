// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "eigenlake/base/error.h"
#include "eigenlake/iceberg/catalog/sql/sql_connection.h"

namespace eigenlake::iceberg {

struct DatabaseUri {
  enum class Kind { kSqlite, kPostgres };
  Kind kind = Kind::kSqlite;
  std::string target;  ///< The file, or the URI that libpq takes.
  std::string shown;   ///< For messages: without password.
};

/// "sqlite:///absolute/catalog.db", "sqlite:relative.db", "postgresql://user@host:port/database?options";
/// also as JDBC ("jdbc:…") and SQLAlchemy ("postgresql+psycopg2://…", "sqlite:////absolute") spell them.
/// Errors: kUsage; the message never has a password.
Result<DatabaseUri> parse_database_uri(std::string_view uri);

/// Without the passwords of its user part and its options.
std::string without_password(std::string_view uri);
bool has_password(std::string_view uri);

SqlConnector connector_of(const DatabaseUri& uri);

}  // namespace eigenlake::iceberg
