// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/settings/catalog_settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/cli/settings/setting_list.h"

namespace eigenlake {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;
using Kind = iceberg::CatalogOptions::Kind;
using CatalogTexts = std::map<std::string, std::string>;

Result<iceberg::CatalogOptions> catalog_of(const CatalogTexts& flags, const CatalogTexts& environment = {}) {
  GivenFlags given;
  for (const auto& [name, text] : flags) given[name] = {text};
  const auto configuration = Configuration::resolve(all_settings(), given, environment);
  EXPECT_TRUE(configuration) << configuration.error().to_string();
  return catalog_options(*configuration);
}

std::string catalog_refusal(const CatalogTexts& flags, const CatalogTexts& environment = {}) {
  const auto options = catalog_of(flags, environment);
  EXPECT_FALSE(options);
  if (options) return "";
  EXPECT_EQ(options.error().kind, ErrorKind::kUsage);
  return options.error().message;
}

TEST(CatalogSettings, KindFollowsFromTheUri) {
  EXPECT_EQ(catalog_of({})->kind, Kind::kHadoop);
  EXPECT_EQ(catalog_of({{"catalog-uri", "sqlite:x.db"}})->kind, Kind::kSql);
  EXPECT_EQ(catalog_of({{"catalog-uri", "postgresql://anna@host/db"}})->kind, Kind::kSql);
  EXPECT_EQ(catalog_of({{"catalog-uri", "thrift://host:9083"}})->kind, Kind::kHive);
  EXPECT_THAT(catalog_refusal({{"catalog-uri", "mysql://host/db"}}),
              AllOf(StartsWith("flag --catalog-uri"), HasSubstr("mysql")));
}

TEST(CatalogSettings, EachKindHasADefaultName) {
  EXPECT_EQ(catalog_of({})->name, "quantum_catalog");
  EXPECT_EQ(catalog_of({{"catalog-uri", "sqlite:x.db"}})->name, "quantum_sql");
  EXPECT_EQ(catalog_of({{"catalog-uri", "thrift://host:9083"}})->name, "quantum_catalog");
  EXPECT_EQ(catalog_of({{"catalog-uri", "sqlite:x.db"}, {"catalog-name", "mine"}})->name, "mine");
}

TEST(CatalogSettings, KindMustFitTheUri) {
  EXPECT_TRUE(catalog_of({{"catalog", "sql"}, {"catalog-uri", "sqlite:x.db"}}));
  EXPECT_TRUE(catalog_of({{"catalog", "hadoop"}}));
  EXPECT_THAT(catalog_refusal({{"catalog", "hive"}, {"catalog-uri", "sqlite:x.db"}}),
              AllOf(StartsWith("flag --catalog"), HasSubstr("sql"), HasSubstr("'hive'")));
  EXPECT_THAT(catalog_refusal({{"catalog", "sql"}}), AllOf(HasSubstr("--catalog-uri"), HasSubstr("sql")));
  EXPECT_THAT(catalog_refusal({{"catalog", "hadoop"}, {"catalog-uri", "thrift://host:9083"}}),
              HasSubstr("hive"));
}

TEST(CatalogSettings, PasswordIsRejectedOnTheCommandLine) {
  const std::string uri = "postgresql://anna:sesame@host/db";
  const std::string said = catalog_refusal({{"catalog-uri", uri}});
  EXPECT_THAT(said, AllOf(HasSubstr("PGPASSWORD"), Not(HasSubstr("sesame"))));
  EXPECT_EQ(catalog_of({}, {{"EIGENLAKE_CATALOG_URI", uri}})->uri, uri);
  EXPECT_THAT(catalog_refusal({{"catalog", "hive"}}, {{"EIGENLAKE_CATALOG_URI", uri}}),
              Not(HasSubstr("sesame")));
}

}  // namespace
}  // namespace eigenlake
