// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/catalog/sql/database_uri.h"

#include <algorithm>

#include "eigenlake/iceberg/catalog/sql/postgres_connection.h"
#include "eigenlake/iceberg/catalog/sql/sqlite_connection.h"

namespace eigenlake::iceberg {
namespace {

/// "postgresql+psycopg2://x" → "postgresql://x", "jdbc:sqlite:x" → "sqlite:x".
std::string without_driver(std::string_view uri) {
  if (uri.starts_with("jdbc:")) uri.remove_prefix(5);
  const size_t colon = std::min(uri.find(':'), uri.size());
  const size_t plus = std::min(uri.find('+'), colon);
  return std::string(uri.substr(0, plus)) + std::string(uri.substr(colon));
}

std::string_view sqlite_file(std::string_view uri) {
  uri.remove_prefix(std::string_view("sqlite:").size());
  if (uri.starts_with("///")) uri.remove_prefix(2);
  while (uri.starts_with("//")) uri.remove_prefix(1);
  return uri;
}

/// [begin, end) of the user's password in "scheme://user:password@host"; empty where there is none.
std::pair<size_t, size_t> user_password(std::string_view uri) {
  const size_t slashes = uri.find("://");
  if (slashes == std::string_view::npos) return {};
  const size_t begin = slashes + 3;
  // A slash in a password belongs escaped, and yet must not make it visible.
  const size_t end = std::min(uri.find('?', begin), uri.size());
  const size_t at = uri.substr(0, end).rfind('@');
  if (at == std::string_view::npos || at < begin) return {};
  const size_t colon = uri.find(':', begin);
  return colon < at ? std::pair(colon, at) : std::pair<size_t, size_t>();
}

std::pair<size_t, size_t> option_password(std::string_view uri) {
  for (const std::string_view name : {"?password=", "&password=", "?sslpassword=", "&sslpassword="}) {
    const size_t found = uri.find(name);
    if (found == std::string_view::npos) continue;
    return {found + 1, std::min(uri.find('&', found + 1), uri.size())};
  }
  return {};
}

}  // namespace

bool has_password(std::string_view uri) {
  return user_password(uri).second != 0 || option_password(uri).second != 0;
}

std::string without_password(std::string_view uri) {
  std::string text(uri);
  while (true) {
    const auto [begin, end] = option_password(text);
    if (end == 0) break;
    text.erase(begin, std::min(end + 1, text.size()) - begin);
  }
  if (const auto [begin, end] = user_password(text); end != 0) text.erase(begin, end - begin);
  return text;
}

Result<DatabaseUri> parse_database_uri(std::string_view uri) {
  const std::string plain = without_driver(uri);
  if (plain.starts_with("sqlite:")) {
    const std::string file(sqlite_file(plain));
    if (!file.empty() && !file.contains('?'))
      return DatabaseUri{DatabaseUri::Kind::kSqlite, file, "sqlite:" + file};
  }
  if (plain.starts_with("postgresql://") || plain.starts_with("postgres://"))
    return DatabaseUri{DatabaseUri::Kind::kPostgres, plain, without_password(plain)};
  return fail(ErrorKind::kUsage,
              "unknown database '{}'; give one such as sqlite:///folder/catalog.db or "
              "postgresql://user@host/database",
              without_password(uri));
}

SqlConnector connector_of(const DatabaseUri& uri) {
  return uri.kind == DatabaseUri::Kind::kSqlite ? sqlite_connector(uri.target)
                                                : postgres_connector(uri.target, uri.shown);
}

}  // namespace eigenlake::iceberg
