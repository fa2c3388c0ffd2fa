// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/catalog/sql/database_uri.h"

#include <gtest/gtest.h>

namespace eigenlake::iceberg {
namespace {

TEST(DatabaseUri, AcceptsUriJdbcAndSqlalchemySpellings) {
  for (const char* uri :
       {"sqlite:///x/c.db", "jdbc:sqlite:/x/c.db", "sqlite:////x/c.db", "sqlite+pysqlite:///x/c.db"}) {
    ASSERT_TRUE(parse_database_uri(uri)) << uri;
    EXPECT_EQ(parse_database_uri(uri)->target, "/x/c.db") << uri;
  }
  EXPECT_EQ(parse_database_uri("sqlite:c.db")->target, "c.db");
  for (const char* uri : {"postgresql://u@h/d", "postgresql+psycopg2://u@h/d", "jdbc:postgresql://u@h/d"})
    EXPECT_EQ(parse_database_uri(uri)->target, "postgresql://u@h/d") << uri;
  for (const char* uri : {"", "mysql://h/d", "sqlite:", "/x/c.db", "sqlite:///x?mode=ro"})
    EXPECT_EQ(parse_database_uri(uri).error().kind, ErrorKind::kUsage) << uri;
}

TEST(DatabaseUri, PasswordsAreNeverShown) {
  for (const char* uri : {"postgresql://u:secret@h:5432/d", "postgresql://u@h/d?password=secret&a=b",
                          "postgresql://u:secret@h/d?sslpassword=secret", "postgres://:secret@h"}) {
    EXPECT_TRUE(has_password(uri)) << uri;
    EXPECT_FALSE(parse_database_uri(uri)->shown.contains("secret")) << uri;
  }
  EXPECT_EQ(parse_database_uri("postgresql://u:secret@h:5432/d")->shown, "postgresql://u@h:5432/d");
  EXPECT_FALSE(has_password("postgresql://u@h:5432/d?connect_timeout=3"));
  EXPECT_FALSE(parse_database_uri("mysql://u:secret@h/d").error().message.contains("secret"));
}

}  // namespace
}  // namespace eigenlake::iceberg
