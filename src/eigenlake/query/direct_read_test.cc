// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/query/direct_read.h"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/iceberg/update/table_changes.h"
#include "eigenlake/query/query_test_data.h"

namespace eigenlake {
namespace {

using iceberg::DataFile;
using iceberg::Type;

/// Tables in a folder; DuckDB may read some of their files by itself.
class DirectReadTest : public ::testing::Test {
 protected:
  QueryTable make(std::vector<iceberg::NestedField> columns, const std::vector<std::string>& partition = {}) {
    return {store_in(folder_), std::move(columns), partition};
  }
  QueryTable make_plain() { return make({column("n", "int", true), column("x", "double")}); }

  /// How many files of the table DuckDB reads; our reader reads the others.
  static size_t count_direct(QueryTable& table) {
    auto tasks = table.files();
    const size_t all = tasks.size();
    const auto direct = take_direct_reads(table.table(), tasks);
    EXPECT_EQ(direct.size() + tasks.size(), all);
    return direct.size();
  }

  /// Whether a file with such a manifest entry is read directly.
  bool is_direct_with(const std::function<void(DataFile&)>& change) {
    QueryTable table = make({column("n", "int", true), column("x", "double")});
    DataFile file = table.write(kSelect);
    change(file);
    table.append_files({file});
    return count_direct(table) == 1;
  }

  static constexpr const char* kSelect = "select 1 as n, 1.5::double as x";
  TestFolder folder_;
};

TEST_F(DirectReadTest, OwnFilesWithPlainColumnsAreDirect) {
  QueryTable table = make({column("n", "int", true), column("s", "string"), column("at", "timestamptz"),
                           column("l", Type::list(Type::list(Type::float64(), false), false))});
  table.append(
      "select 1 as n, 'a' as s, timestamptz '2025-01-10 12:00:00+00' as at, [[0.5]]::double[][] as l");
  table.append("select 2 as n, null::varchar as s, null::timestamptz as at, null::double[][] as l");
  EXPECT_EQ(count_direct(table), 2U);
}

TEST_F(DirectReadTest, ColumnsWithSeveralParquetFormsStay) {
  for (const char* type : {"decimal(9,2)", "time", "uuid", "fixed[2]"}) {
    QueryTable table(store_in(folder_), {column("n", "int"), column("x", type)}, {},
                     std::string("t_") + type[0]);
    table.append(fmt::format("select 1 as n, null::{} as x", type[0] == 'd'   ? "decimal(9,2)"
                                                             : type[0] == 't' ? "time"
                                                                              : "blob"));
    EXPECT_EQ(count_direct(table), 0U) << type;
  }
  QueryTable table = make({column("n", "int"), column("x", Type::structure({column("a", "int")}))});
  table.append("select 1 as n, {'a': 1} as x");
  EXPECT_EQ(count_direct(table), 0U);
}

TEST_F(DirectReadTest, OnlyWholeLocalParquetFilesAreDirect) {
  QueryTable elsewhere(store_in_memory(), {column("n", "int")});
  elsewhere.append("select 1 as n");
  EXPECT_EQ(count_direct(elsewhere), 0U);
  EXPECT_TRUE(is_direct_with([](DataFile&) {}));
}

TEST_F(DirectReadTest, FormatNameIgnoresCase) {
  EXPECT_TRUE(is_direct_with([](DataFile& file) { file.file_format = "parquet"; }));
}
TEST_F(DirectReadTest, OtherFormatsStay) {
  EXPECT_FALSE(is_direct_with([](DataFile& file) { file.file_format = "ORC"; }));
}
TEST_F(DirectReadTest, FileWithoutCountsStays) {
  EXPECT_FALSE(is_direct_with([](DataFile& file) {
    file.value_counts.clear();
    file.column_sizes.clear();
  }));
}
TEST_F(DirectReadTest, RequiredColumnWithANullStays) {
  EXPECT_FALSE(is_direct_with([](DataFile& file) { file.null_value_counts[1] = 1; }));
}
TEST_F(DirectReadTest, MissingRequiredColumnStays) {
  EXPECT_FALSE(is_direct_with([](DataFile& file) {
    for (auto* counts : {&file.value_counts, &file.column_sizes, &file.null_value_counts}) counts->erase(1);
  }));
}
TEST_F(DirectReadTest, OptionalColumnMayHaveNulls) {
  EXPECT_TRUE(is_direct_with([](DataFile& file) { file.null_value_counts[2] = 1; }));
}
TEST_F(DirectReadTest, RealNumbersWithoutBoundsStay) {
  EXPECT_FALSE(is_direct_with([](DataFile& file) { file.nan_value_counts.clear(); }));
}
TEST_F(DirectReadTest, FileOfAnotherSizeStays) {
  EXPECT_FALSE(is_direct_with([](DataFile& file) { ++file.file_size_bytes; }));
}

/// By the bounds of a row group DuckDB would skip its NaN rows.
TEST_F(DirectReadTest, FileWithNanStaysAndIsRead) {
  QueryTable table = make_plain();
  table.append("select range::int as n, if(range = 7, 'nan'::double, range::double) as x from range(10)");
  EXPECT_EQ(count_direct(table), 0U);
  auto session = open_session();
  const std::vector<TableSnapshot> tables = {table.snapshot()};
  ASSERT_TRUE(create_views(session, tables));
  EXPECT_EQ(answer(session, "select n from things where x > 100"), "n\n7\n");
}

TEST_F(DirectReadTest, FileWithRowDeletesStays) {
  QueryTable table = make_plain();
  const DataFile deleted_from = table.write("select range::int as n, 0.5::double as x from range(4)");
  table.append_files({deleted_from});
  table.append("select 9 as n, 0.5::double as x");
  EXPECT_EQ(count_direct(table), 2U);
  table.delete_rows(deleted_from, {1, 3});
  EXPECT_EQ(count_direct(table), 1U);
  auto session = open_session();
  const std::vector<TableSnapshot> tables = {table.snapshot()};
  ASSERT_TRUE(create_views(session, tables));
  EXPECT_EQ(answer(session, "select n from things order by n"), "n\n0\n2\n9\n");
  EXPECT_EQ(answer(session, "select count(*) as c from things"), "c\n3\n");
}

TEST_F(DirectReadTest, MissingOrTruncatedFileStays) {
  QueryTable table = make_plain();
  table.append(kSelect);
  table.append(kSelect);
  const auto files = table.files();
  std::filesystem::resize_file(file_path_of(files[0].uri), 10);
  std::filesystem::remove(file_path_of(files[1].uri));
  EXPECT_EQ(count_direct(table), 0U);
}

TEST_F(DirectReadTest, TableWithANameMappingStays) {
  QueryTable table = make_plain();
  table.append(kSelect);
  ASSERT_TRUE(iceberg::update_properties(
      table.table(), {{"schema.name-mapping.default", R"([{"field-id": 1, "names": ["n"]}])"}}));
  EXPECT_EQ(count_direct(table), 0U);
}

TEST_F(DirectReadTest, PartitionColumnMayBeMissingInTheFile) {
  QueryTable table = make({column("day", "date"), column("n", "int")}, {"day"});
  DataFile file = table.write("select date '2025-01-10' as day, 1 as n", {int32_t{20'098}});
  table.append_files({file});
  EXPECT_EQ(count_direct(table), 1U);
  DataFile without = table.write("select date '2025-01-11' as day, 2 as n", {int32_t{20'099}});
  for (auto* counts : {&without.value_counts, &without.column_sizes, &without.null_value_counts})
    counts->erase(1);
  table.append_files({without});
  EXPECT_EQ(count_direct(table), 1U);
}

TEST_F(DirectReadTest, FileWithANarrowerColumnStays) {
  QueryTable table = make_plain();
  table.append(kSelect);
  ASSERT_TRUE(iceberg::commit_change(table.table(), [](iceberg::TableMetadata& metadata) -> Result<bool> {
    iceberg::Schema wider = metadata.schema();
    wider.fields[0].type = Type::int64();
    wider.schema_id = ++metadata.current_schema_id;
    metadata.schemas.push_back(std::move(wider));
    return true;
  }));
  EXPECT_EQ(count_direct(table), 0U);
  table.append("select 5000000000 as n, 2.5::double as x");
  EXPECT_EQ(count_direct(table), 1U) << "its footer says that it has the wider type";
  auto session = open_session();
  const std::vector<TableSnapshot> tables = {table.snapshot()};
  ASSERT_TRUE(create_views(session, tables));
  EXPECT_EQ(answer(session, "from things order by n"), "n,x\n1,1.5\n5000000000,2.5\n");
  EXPECT_EQ(answer(session, "select typeof(n) as t from things limit 1"), "t\nBIGINT\n");
}

TEST_F(DirectReadTest, ForeignFilesAreJudgedByTheirFooters) {
  QueryTable table = make_plain();
  table.append(kSelect, {}, {{"engine-name", "spark"}});
  EXPECT_EQ(count_direct(table), 1U);
  const auto file = table.files().at(0);
  const std::string path = file_path_of(file.uri);
  std::ofstream(path, std::ios::binary) << std::string(std::filesystem::file_size(path), 'x');
  EXPECT_EQ(count_direct(table), 0U) << "of the same size, and no Parquet";
}

TEST_F(DirectReadTest, RemainingFilesKeepTheirOrder) {
  QueryTable table = make_plain();
  for (int i = 0; i < 6; ++i) {
    const char* x = i % 2 == 0 ? "'nan'::double" : "0.5::double";
    table.append(fmt::format("select {} as n, {} as x", i, x));
  }
  auto tasks = table.files();
  const auto before = tasks;
  const auto direct = take_direct_reads(table.table(), tasks);
  ASSERT_EQ(direct.size(), 3U);
  ASSERT_EQ(tasks.size(), 3U);
  for (size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(direct[i].uri, before[2 * i].uri);
    EXPECT_EQ(tasks[i].uri, before[2 * i + 1].uri);
  }
}

TEST(FilePathOf, FollowsTheScheme) {
  EXPECT_EQ(file_path_of("file:///lake/a b.parquet"), "/lake/a b.parquet");
  EXPECT_EQ(file_path_of("/lake/a.parquet"), "/lake/a.parquet");
  EXPECT_EQ(file_path_of("memory://store/a"), "memory://store/a");
}

}  // namespace
}  // namespace eigenlake
