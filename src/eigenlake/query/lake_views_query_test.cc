// SPDX-License-Identifier: Apache-2.0
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/query/direct_read.h"
#include "eigenlake/query/lake_scan.h"
#include "eigenlake/query/query_test_data.h"

// The tables and files of the views of one query, and the errors of unreadable ones.

namespace eigenlake {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// Two tables of two files each.
class LakeViewsQueryTest : public ::testing::Test {
 protected:
  void SetUp() override {
    for (QueryTable* table : {&things_, &others_})
      for (int i : {0, 10}) table->append(fmt::format("select ({} + range)::int as n from range(3)", i));
  }
  std::vector<TableSnapshot> tables() const { return {things_.snapshot(), others_.snapshot()}; }

  /// "things 1/2" for each planned table: files read, and all.
  std::vector<std::string> planned(const std::string& sql, const FindExcluded& find_excluded = {}) {
    const auto scans = create_views_for(session_, tables(), sql, find_excluded);
    EXPECT_TRUE(scans) << scans.error().to_string();
    std::vector<std::string> texts;
    for (const ScanSummary& scan : scans.value_or(std::vector<ScanSummary>()))
      texts.push_back(fmt::format("{} {}/{}", scan.table, scan.files_read, scan.files_total));
    return texts;
  }
  /// Removes the metadata that name a table's files.
  static void break_metadata(QueryTable& table) {
    const auto objects = table.table().store().list("").value();
    for (const auto& object : objects) {
      if (object.key.contains("/things/metadata/snap-")) {
        EXPECT_TRUE(table.table().store().remove(object.key));
      }
    }
  }

  QueryTable things_{store_in_memory(), {column("n", "int", true)}};
  QueryTable others_{store_in_memory(), {column("n", "int", true)}, {}, "others"};
  SqlSession session_ = open_session();
};

TEST_F(LakeViewsQueryTest, OnlyTablesOfThePlanAreScanned) {
  EXPECT_THAT(planned("select * from things"), ElementsAre("things 2/2"));
  EXPECT_THAT(planned("select * from things where n = 11"), ElementsAre("things 1/2"));
  EXPECT_THAT(planned("select * from things where n = 1 union all from others"),
              ElementsAre("things 1/2", "others 2/2"));
  EXPECT_THAT(planned("select 1"), IsEmpty());
}

TEST_F(LakeViewsQueryTest, UnplannedStatementGetsWholeTables) {
  EXPECT_THAT(planned("explain analyze select sum(n) from things"), ElementsAre("things 2/2", "others 2/2"));
  EXPECT_THAT(planned("pivot things on n using count(*)"), ElementsAre("things 2/2", "others 2/2"));
  EXPECT_EQ(answer(session_, "select sum(n)::int as s from things"), "s\n36\n");
}

TEST_F(LakeViewsQueryTest, ManyReferencesGetTheWholeTable) {
  std::string sql;
  for (int i = 0; i < 8; ++i)
    sql += (i == 0 ? "" : " union all ") + fmt::format("select * from things where n = {}", i % 3);
  EXPECT_THAT(planned(sql), ElementsAre("things 1/2"));
  EXPECT_THAT(planned(sql + " union all select * from things where n = 2"), ElementsAre("things 2/2"));
}

TEST_F(LakeViewsQueryTest, EachReferenceFindsItsRows) {
  const std::string sql = "select n from things where n = 1 union all select n from things where n = 11";
  EXPECT_THAT(planned(sql), ElementsAre("things 2/2"));
  EXPECT_EQ(answer(session_, sql + " order by n"), "n\n1\n11\n");
}

TEST_F(LakeViewsQueryTest, BrokenTableFailsOnlyWhenRead) {
  break_metadata(things_);
  EXPECT_THAT(planned("from others"), ElementsAre("others 2/2"));
  EXPECT_EQ(answer(session_, "select count(*) as c from others"), "c\n6\n");
  const auto failed = create_views_for(session_, tables(), "from things");
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().kind, ErrorKind::kStore);
  EXPECT_THAT(failed.error().to_string(), HasSubstr("things"));
  EXPECT_THAT(planned("explain analyze from others"), ElementsAre("others 2/2"))
      << "a statement without a plan reads it or not";
  EXPECT_EQ(failure_of(ask(session_, "from things")).kind, ErrorKind::kStore)
      << "and the scan says what is wrong";
  EXPECT_FALSE(create_views(session_, tables())) << "views of all tables need all of them";
}

TEST_F(LakeViewsQueryTest, IrrelevantSnapshotsAreLeftOut) {
  const int64_t newest = *things_.snapshot().snapshot_id;
  std::vector<std::string> asked;
  const auto find = [&](const iceberg::Table& table, int64_t snapshot_id, const iceberg::Filter& filter) {
    EXPECT_EQ(snapshot_id, newest);
    asked.push_back(table.identifier().name + " " + filter.at(0).column);
    return std::set<int64_t>{newest};
  };
  EXPECT_THAT(planned("select * from things where n > 0", find), ElementsAre("things 1/2"));
  EXPECT_THAT(asked, ElementsAre("things n"));
  EXPECT_EQ(answer(session_, "select n from things where n > 0 order by n"), "n\n1\n2\n");
  EXPECT_THAT(planned("select * from things", find), ElementsAre("things 2/2"));
  EXPECT_EQ(asked.size(), 1U) << "a query without conditions is not asked about";
}

TEST_F(LakeViewsQueryTest, UnknownTableIsNotFound) {
  const std::vector<TableSnapshot> unknown = {{.name = "nothing", .table = {}, .snapshot_id = {}}};
  EXPECT_EQ(failure_of(create_views(session_, unknown)).kind, ErrorKind::kNotFound);
}

TEST_F(LakeViewsQueryTest, TableWithoutASnapshotIsEmpty) {
  TableSnapshot empty = things_.snapshot();
  empty.snapshot_id.reset();
  const std::vector<TableSnapshot> snapshots = {empty};
  const auto scans = create_views_for(session_, snapshots, "select * from things where n = 1");
  ASSERT_TRUE(scans);
  EXPECT_THAT(*scans, IsEmpty());
  EXPECT_EQ(answer(session_, "select count(*) as c, any_value(typeof(n)) as t from things"), "c,t\n0,\n");
}

TEST_F(LakeViewsQueryTest, ColumnsMayHaveAnyName) {
  TestFolder folder;
  const std::vector<std::string> names = {"a \"b\"", "it's", "select", "Zürich",
                                          "x.y",     "a,b",  "[c]",    "{d}: e"};
  std::vector<iceberg::NestedField> columns;
  std::string values;
  std::string expected;
  for (const std::string& name : names) {
    columns.push_back(column(name, "int"));
    values += fmt::format("{}{}", values.empty() ? "" : ", ", columns.size());
    expected += fmt::format("{}{}", expected.empty() ? "" : ",", columns.size());
  }
  for (const auto& store : {store_in(folder), store_in_memory()}) {
    QueryTable table(store, columns);
    table.append("select " + values);
    const std::vector<TableSnapshot> snapshots = {table.snapshot()};
    ASSERT_TRUE(create_views(session_, snapshots));
    EXPECT_THAT(answer(session_, "from things"), HasSubstr("\n" + expected + "\n"));
    EXPECT_EQ(answer(session_, "select \"a \"\"b\"\"\" + \"it's\" as s from things where \"x.y\" = 5"),
              "s\n3\n");
  }
}

TEST(LakeViewsReaders, DuckDbReadsFilesOnlyWhereAllowed) {
  TestFolder folder;
  QueryTable table(store_in(folder), {column("n", "int", true)});
  table.append("select 7 as n");
  const std::vector<TableSnapshot> snapshots = {table.snapshot()};
  for (const bool local_files : {true, false}) {
    auto session = open_session({.num_threads = 1, .local_files = local_files});
    ASSERT_TRUE(create_views(session, snapshots));
    EXPECT_EQ(answer(session, "from things"), "n\n7\n");
    EXPECT_EQ(answer(session, "explain from things").contains("READ_PARQUET"), local_files);
  }
}

TEST(LakeViewsReaders, FolderNamedLikeAPatternIsRead) {
  const TestFolder folder;
  QueryTable table(std::make_shared<LocalObjectStore>(folder.path() / "lake*"), {column("n", "int", true)});
  table.append("select 7 as n");
  std::filesystem::copy(folder.path() / "lake*", folder.path() / "lake 2",
                        std::filesystem::copy_options::recursive);
  const std::vector<TableSnapshot> snapshots = {table.snapshot()};
  auto session = open_session();
  ASSERT_TRUE(create_views(session, snapshots));
  EXPECT_EQ(answer(session, "from things"), "n\n7\n") << "a copy beside it is not read";
}

/// A file that existed when the query was planned.
TEST(LakeViewsReaders, DamagedDirectFileIsALakeError) {
  TestFolder folder;
  QueryTable table(store_in(folder), {column("n", "int", true)});
  table.append("select range::int as n from range(5000)");
  const std::vector<TableSnapshot> snapshots = {table.snapshot()};
  auto session = open_session();
  ASSERT_TRUE(create_views_for(session, snapshots, "from things"));
  const std::string path = file_path_of(table.files().at(0).uri);
  std::string bytes(std::filesystem::file_size(path), '\0');
  std::ifstream(path, std::ios::binary).read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  std::fill(bytes.begin() + 4, bytes.begin() + static_cast<ptrdiff_t>(bytes.size() / 2), 'x');
  std::ofstream(path, std::ios::binary) << bytes;
  const auto damaged = ask(session, "select sum(n) as s from things");
  ASSERT_FALSE(damaged);
  EXPECT_EQ(damaged.error().kind, ErrorKind::kStore) << damaged.error().to_string();
  std::filesystem::remove(path);
  const auto gone = ask(session, "select sum(n) as s from things");
  ASSERT_FALSE(gone);
  EXPECT_EQ(gone.error().kind, ErrorKind::kStore) << gone.error().to_string();
  EXPECT_THAT(gone.error().to_string(), AllOf(HasSubstr("things"), HasSubstr(".parquet")));
}

TEST(MentionedTables, IncludeEveryTableThatAQueryMayNeed) {
  const std::vector<std::string> names = {"molecules",           "vqe_results", "Odd Name",
                                          "performance_metrics", "labels",      "failed_runs"};
  EXPECT_THAT(mentioned_tables("select 'molecules'", names), ElementsAre("molecules"))
      << "too many does no harm";
  EXPECT_THAT(mentioned_tables("from \"ODD NAME\"", names), ElementsAre("Odd Name"));
  EXPECT_THAT(mentioned_tables("FROM Runs", names),
              ElementsAre("molecules", "vqe_results", "performance_metrics", "labels"));
  EXPECT_THAT(mentioned_tables("from failed_runs", names),
              ElementsAre("molecules", "vqe_results", "performance_metrics", "labels", "failed_runs"));
  for (const char* sql : {"SHOW TABLES", "from information_schema.tables", "from duckdb_columns()",
                          "PRAGMA table_info('x')", "from sqlite_master", "from pg_catalog.pg_tables"})
    EXPECT_EQ(mentioned_tables(sql, names), names) << sql;
  EXPECT_THAT(mentioned_tables("", names), IsEmpty());
}

}  // namespace
}  // namespace eigenlake
