// SPDX-License-Identifier: Apache-2.0
#include <filesystem>

#include <gmock/gmock.h>

#include "eigenlake/cli/testing/test_program.h"
#include "eigenlake/session/testing/foreign_table.h"

namespace eigenlake {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class CatalogCommandTest : public ProgramTest {
 protected:
  std::string database() const { return "sqlite:" + folder_.place("catalog.db"); }
  static Json of(const std::vector<Json>& rows, const std::string& table) {
    for (const Json& row : rows)
      if (row["table"] == "quantum_features." + table) return row;
    ADD_FAILURE() << table;
    return {};
  }
};

TEST_F(CatalogCommandTest, ListNamesTheNewestMetadata) {
  out_is_terminal_ = true;
  fill(1, 1);
  const auto outcome = done({"catalog", "list", "--json"});
  const Json molecules = of(outcome.objects(), "molecules");
  EXPECT_THAT(keys_of(molecules), ElementsAre("table", "uuid", "metadata"));
  EXPECT_THAT(molecules["metadata"].get<std::string>(),
              AllOf(HasSubstr("molecules/metadata/"), HasSubstr(".metadata.json")));
  EXPECT_THAT(outcome.err, HasSubstr(folder_.place("lake")));
  const auto lines = lines_of(done({"catalog", "list", "--quiet"}).out);
  for (const char* heading : {"table", "uuid", "metadata"}) EXPECT_THAT(lines[0], HasSubstr(heading));
  EXPECT_THAT(lines, Contains(StartsWith("quantum_features.molecules ")));
}

TEST_F(CatalogCommandTest, CopyRegistersTheTablesElsewhere) {
  fill(1, 1);
  const auto plan = done({"catalog", "copy", "--to", database(), "--dry-run", "--json"});
  EXPECT_EQ(of(plan.objects(), "molecules")["action"], "registered");
  EXPECT_THAT(plan.err, Not(HasSubstr("warning")));
  const auto copied = done({"catalog", "copy", "--to", database(), "--json"});
  EXPECT_THAT(keys_of(of(copied.objects(), "molecules")), ElementsAre("table", "action", "metadata"));
  EXPECT_THAT(copied.err, StartsWith("warning: "));
  EXPECT_EQ(done({"sql", "select count(*) as n from molecules", "--json", "--catalog-uri", database()})
                .object()["n"],
            1);
  const auto again = done({"catalog", "copy", "--to", database(), "--json"});
  EXPECT_EQ(of(again.objects(), "molecules")["action"], "up to date");
}

TEST_F(CatalogCommandTest, ChangedTableRequiresForce) {
  fill(1, 1);
  done({"catalog", "copy", "--to", database()});
  fill(2, 1);
  EXPECT_NE(call({"catalog", "copy", "--to", database()}).code, ExitCode::kOk);
  const auto forced = done({"catalog", "copy", "--to", database(), "--force", "--json"});
  EXPECT_EQ(of(forced.objects(), "molecules")["action"], "moved on");
}

TEST_F(CatalogCommandTest, UseMakesTheCopyTheLakesCatalog) {
  fill(1, 1);
  const auto copied = done({"catalog", "copy", "--to", database(), "--use"});
  EXPECT_THAT(copied.err, HasSubstr("catalog.db"));
  fill(2, 1);
  EXPECT_EQ(done({"sql", "select count(*) as n from molecules", "--json"}).object()["n"], 2);
  EXPECT_THAT(done({"catalog", "list"}).err, HasSubstr("catalog.db"));
}

TEST_F(CatalogCommandTest, CopyRequiresATarget) {
  fill(1, 1);
  expect_refusal({"catalog", "copy"}, ExitCode::kUsage, {"--to"});
  expect_refusal({"catalog", "copy", "--to", "mysql://host/db"}, ExitCode::kUsage, {"flag --to", "mysql"});
}

TEST_F(CatalogCommandTest, WarehouseTableIsRegistered) {
  fill(1, 1);
  done({"catalog", "copy", "--to", database(), "--use"});
  put_foreign_table(
      Lake::open({.lake = folder_.place("lake"), .raw = {}, .warehouse = {}}, LakeAccess::kRead).value(),
      "abacus", 2);
  const std::vector<std::string> words = {"catalog", "register", "abacus", "--json"};
  auto dry = words;
  dry.emplace_back("--dry-run");
  const Json planned = done(dry).object();
  EXPECT_EQ(planned["table"], "quantum_features.abacus");
  const auto registered = done(words);
  EXPECT_EQ(registered.object()["metadata"], planned["metadata"]);
  EXPECT_EQ(registered.object()["action"], "registered");
  EXPECT_THAT(registered.err, StartsWith("warning: "));
  EXPECT_EQ(done({"sql", "select count(*) as n from abacus", "--json"}).object()["n"], 2);
  EXPECT_NE(call(words).code, ExitCode::kOk);
}

TEST_F(CatalogCommandTest, TableWithoutMetadataIsNotRegistered) {
  fill(1, 1);
  expect_refusal({"catalog", "register"}, ExitCode::kUsage, {"requires a table"});
  expect_refusal({"catalog", "register", "abacus"}, ExitCode::kBadInput, {"abacus", "--metadata"});
}

TEST_F(CatalogCommandTest, MovedLakeIsRelocated) {
  fill(1, 1);
  done({"catalog", "copy", "--to", "sqlite:" + folder_.place("lake/catalog.db"), "--use"});
  fs::rename(folder_.place("lake"), folder_.place("moved"));
  environment_["EIGENLAKE_LAKE"] = folder_.place("moved");
  environment_["EIGENLAKE_CATALOG_URI"] = "sqlite:" + folder_.place("moved/catalog.db");
  const auto plan = done({"catalog", "relocate", "--dry-run", "--json"});
  EXPECT_EQ(of(plan.objects(), "molecules")["action"], "moved");
  done({"catalog", "relocate"});
  const auto again = done({"catalog", "relocate", "--json"});
  EXPECT_EQ(of(again.objects(), "molecules")["action"], "stays");
  EXPECT_THAT(again.objects()[0]["metadata"].get<std::string>(), HasSubstr(folder_.place("moved")));
}

TEST_F(CatalogCommandTest, HadoopCatalogNeedsNoRelocation) {
  fill(1, 1);
  expect_refusal({"catalog", "relocate"}, ExitCode::kBadInput, {});
}

TEST_F(CatalogCommandTest, UnknownActionsAreRejected) {
  expect_refusal({"catalog"}, ExitCode::kUsage, {"list | copy"});
  expect_refusal({"catalog", "lits"}, ExitCode::kUsage, {"'lits'", "'list'"});
  expect_refusal({"catalog", "list", "more"}, ExitCode::kUsage, {"'more'"});
  expect_refusal({"catalog", "list"}, ExitCode::kBadInput, {folder_.place("lake")});
  EXPECT_FALSE(has_lake());
}

}  // namespace
}  // namespace eigenlake
