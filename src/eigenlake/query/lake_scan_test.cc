// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/query/lake_scan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/query/direct_read.h"
#include "eigenlake/query/query_test_data.h"

namespace eigenlake {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

iceberg::Type map_of(iceberg::Type key, iceberg::Type value) {
  iceberg::Type type{.kind = iceberg::TypeKind::kMap, .fields = {}};
  type.fields = {{0, "key", true, std::move(key), ""}, {0, "value", false, std::move(value), ""}};
  return type;
}

/// One column of each type.
std::vector<iceberg::NestedField> columns_of_all_types() {
  using iceberg::Type;
  const Type point =
      Type::structure({column("a", "int"), column("b", Type::structure({column("c", "date")}))});
  return {column("n", "int", true),
          column("flag", "boolean"),
          column("l", "long"),
          column("f", "float"),
          column("d", "double"),
          column("d4", "decimal(4,2)"),
          column("d9", "decimal(9,3)"),
          column("d18", "decimal(18,4)"),
          column("d38", "decimal(38,10)"),
          column("day", "date"),
          column("tm", "time"),
          column("ts", "timestamp"),
          column("tz", "timestamptz"),
          column("s", "string"),
          column("u", "uuid"),
          column("fx", "fixed[3]"),
          column("bin", "binary"),
          column("ints", Type::list(Type::int32(), false)),
          column("nested", Type::list(Type::list(Type::float64(), false), false)),
          column("st", point),
          column("m", map_of(Type::string(), Type::list(Type::int32(), false)))};
}

/// SQL that makes a UUID's bytes, and DuckDB's UUID, from hexadecimal digits.
constexpr const char* kUuidBytes = "unhex('{}')";
constexpr const char* kUuid = "'{}'::uuid";

/// Ordinary values, nulls, and odd ones, repeated.
std::string rows_of_all_types(const char* uuid, int copies) {
  const auto uuid_of = [&](std::string_view digits) { return fmt::format(fmt::runtime(uuid), digits); };
  return "select (i * 3 + n)::int as n, * exclude (i, n) from (values "
         "(0, true, 5::bigint, 1.5::float, 0.1::double, 1.25::decimal(4,2), 1.5::decimal(9,3), "
         "2.5::decimal(18,4), 3.5::decimal(38,10), date '2025-01-10', time '01:02:03.5', timestamp "
         "'2025-01-10 "
         "00:00:00', timestamptz '2025-01-10 12:00:00+00', 'text', " +
         uuid_of("8a2f1b3c000040008000012345670000") +
         ", '\\x00ab'::blob, '\\xFF\\x00'::blob, [1, null, 3], [[1.5, null], "
         "[]]::double[][], {'a': 1, 'b': {'c': date '2024-02-29'}}, map {'k': [1, 2], 'l': null}), "
         "(1, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, "
         "null, "
         "null, null, null, null), "
         "(2, false, (-9223372036854775807)::bigint, 'nan'::float, -0.0::double, -99.99, -999999.999, "
         "-99999999999999.9999, -9999999999999999999999999999.9999999999, date '1969-12-31', time "
         "'23:59:59.999999', timestamp '1969-12-31 23:59:59.999999', timestamptz '0001-01-01 00:00:00+00', "
         "'Zürich \"\u4e2d\u6587\" ' || repeat('x', 40), " +
         uuid_of("ffffffffffffffffffffffffffffffff") +
         ", 'xyz'::blob, ''::blob, [], [null], {'a': null, 'b': null}, map {})"
         ") t(n, flag, l, f, d, d4, d9, d18, d38, day, tm, ts, tz, s, u, fx, bin, ints, nested, st, m), "
         "(select range as i from range(" +
         std::to_string(copies) + ")) order by 1";
}

/// Also for more rows than one of DuckDB's chunks holds.
TEST(LakeScan, RowsOfEveryTypeReadBack) {
  auto session = open_session();
  QueryTable table(store_in_memory(), columns_of_all_types());
  table.append(rows_of_all_types(kUuidBytes, 1000));
  const std::vector<TableSnapshot> tables = {table.snapshot()};
  ASSERT_TRUE(create_views(session, tables));
  expect_same_lines(answer(session, "from things order by n"),
                    answer(session, rows_of_all_types(kUuid, 1000)), "all types");
  EXPECT_EQ(answer(session, "select min(u) as a, max(u) as b, count(distinct u) as n from things"),
            "a,b,n\n8a2f1b3c-0000-4000-8000-012345670000,ffffffff-ffff-ffff-ffff-ffffffffffff,2\n");
}

TEST(LakeScan, AnyColumnsInAnyOrderAreRead) {
  auto session = open_session();
  QueryTable table(store_in_memory(), columns_of_all_types());
  table.append(rows_of_all_types(kUuidBytes, 700));
  const std::vector<TableSnapshot> tables = {table.snapshot()};
  ASSERT_TRUE(create_views(session, tables));
  ASSERT_TRUE(session.execute("create temp table plain as " + rows_of_all_types(kUuid, 700)));
  for (const std::string select :
       {"select count(*) as n", "select count(l) as n", "select m, n, st", "select st.b.c, n",
        "select nested, n", "select max(n) as n, sum(len(ints)) as i, bool_or(flag) as f",
        "select s as n where d is not distinct from 0.0", "select unnest(ints) as i, n",
        "select m['k'] as k, n"}) {
    const auto of = [&](const std::string& from) {
      const size_t where = select.find(" where ");
      return answer(session, select.substr(0, where) + " from " + from +
                                 (where == std::string::npos ? "" : select.substr(where)) + " order by all");
    };
    expect_same_lines(of("things"), of("plain"), select);
  }
}

TEST(LakeScan, SeveralThreadsReadEachFileOnce) {
  auto session = open_session({.num_threads = 4});
  QueryTable table(store_in_memory(), {column("n", "int", true)});
  for (int i = 0; i < 9; ++i)
    table.append(fmt::format("select ({} * 5000 + range)::int as n from range(5000)", i));
  const std::vector<TableSnapshot> tables = {table.snapshot()};
  ASSERT_TRUE(create_views(session, tables));
  EXPECT_EQ(answer(session, "select count(*) as n, count(distinct n) as d, sum(n)::bigint as s from things"),
            "n,d,s\n45000,45000,1012477500\n");
}

TEST(LakeScan, ScanOfGivenFilesReadsOnlyThem) {
  auto session = open_session();
  QueryTable table(store_in_memory(), {column("n", "int", true)});
  table.append("select 1 as n");
  table.append("select 2 as n");
  auto files = table.files();
  files.pop_back();
  session.scans().set("some", {table.table(), {}, files, {}});
  EXPECT_EQ(answer(session, "from eigenlake_scan('some')"), "n\n2\n") << "the newest comes first";
  session.scans().set("some", {table.table(), table.snapshot().snapshot_id, std::nullopt, {}});
  EXPECT_EQ(answer(session, "from eigenlake_scan('some') order by n"), "n\n1\n2\n");
  session.scans().set("some", {table.table(), {}, std::vector<iceberg::FileScanTask>(), {}});
  EXPECT_EQ(answer(session, "from eigenlake_scan('some')"), "n\n");
  EXPECT_FALSE(ask(session, "from eigenlake_scan('other')"));
}

TEST(LakeScan, MissingFileIsALakeError) {
  auto session = open_session();
  QueryTable table(store_in_memory(), {column("n", "int", true)});
  table.append("select 1 as n");
  const std::vector<TableSnapshot> tables = {table.snapshot()};
  ASSERT_TRUE(create_views(session, tables));
  ASSERT_TRUE(table.table().store().remove(table.files().at(0).key));
  const auto gone = ask(session, "from things");
  ASSERT_FALSE(gone);
  EXPECT_EQ(gone.error().kind, ErrorKind::kStore);
  EXPECT_THAT(gone.error().to_string(), HasSubstr("things"));
  EXPECT_EQ(answer(session, "select 1 as a"), "a\n1\n") << "the error is not remembered";
  EXPECT_EQ(failure_of(ask(session, "from nowhere")).kind, ErrorKind::kUsage);
}

TEST(LakeScan, EarlierErrorIsNotTheCause) {
  auto session = open_session();
  QueryTable table(store_in_memory(), {column("n", "int", true)});
  table.append("select 1 as n");
  const std::vector<TableSnapshot> tables = {table.snapshot()};
  ASSERT_TRUE(create_views(session, tables));
  session.scans().report({ErrorKind::kStore, "of an earlier query", {}});
  EXPECT_EQ(failure_of(ask(session, "from nowhere")).kind, ErrorKind::kUsage);
  ASSERT_TRUE(table.table().store().remove(table.files().at(0).key));
  session.interrupt();
  EXPECT_EQ(failure_of(ask(session, "from things")).kind, ErrorKind::kStore)
      << "an interrupt was meant for another";
}

TEST(LakeScan, UnreadableFileFailsOnEveryThread) {
  auto session = open_session({.num_threads = 4});
  QueryTable table(store_in_memory(), {column("n", "int", true)});
  for (int i = 0; i < 6; ++i) table.append("select range::int as n from range(20000)");
  const auto files = table.files();
  ASSERT_TRUE(
      table.table().store().put(files.at(3).key, std::string(files[3].data_file.file_size_bytes, 'x')));
  const std::vector<TableSnapshot> tables = {table.snapshot()};
  ASSERT_TRUE(create_views(session, tables));
  for (int i = 0; i < 5; ++i) {
    const auto broken = ask(session, "select sum(n) as n from things");
    ASSERT_FALSE(broken);
    EXPECT_EQ(broken.error().kind, ErrorKind::kStore) << broken.error().to_string();
  }
}

TEST(LakeScans, FirstErrorIsTheCause) {
  LakeScans scans;
  EXPECT_FALSE(scans.take_error());
  scans.report({ErrorKind::kCorrupt, "first", {}});
  scans.report({ErrorKind::kStore, "second", {}});
  const auto error = scans.take_error();
  ASSERT_TRUE(error);
  EXPECT_EQ(error->message, "first");
  EXPECT_FALSE(scans.take_error()) << "it is taken once";
}

TEST(LakeScans, KeyHasItsLatestScan) {
  LakeScans scans;
  QueryTable table(store_in_memory(), {column("n", "int")});
  EXPECT_EQ(scans.find("a"), nullptr);
  scans.set("a", {table.table(), 1, {}, {}});
  const auto first = scans.find("a");
  scans.set("a", {table.table(), 2, {}, {}});
  EXPECT_EQ(first->snapshot_id, 1) << "who has it keeps it";
  EXPECT_EQ(scans.find("a")->snapshot_id, 2);
}

/// Messages of DuckDB 1.5 about files of several codecs and encodings with randomly changed bytes.
TEST(LakeScans, DuckDbsDamageMessagesAreKnown) {
  LakeScans scans;
  iceberg::FileScanTask task;
  task.uri = "file:///lake/a.parquet";
  for (const char* words :
       {"Parquet file is likely corrupted, dictionary offset out of range",
        "Payload value bigger than allowed. Corrupted file?", "Out of buffer",
        "TProtocolException: Invalid data", "don't know what type: \x0d",
        "Varint-decoding found too large number", "Decode bit width too large",
        "The width (99) of the bitpacked data exceeds the supported max width (64), the file might be "
        "corrupted.",
        "Failed to decompress GZIP block: data error", "Input is invalid/unsupported GZIP stream",
        "Mismatch in parquet read for column 1, expected 5 rows, got 4",
        "DBP decode did not find enough values",
        "Parquet file has invalid number of miniblocks per block for DELTA_BINARY_PACKED"}) {
    const Error error{ErrorKind::kUsage, fmt::format("Invalid Input Error: {}", words), {}};
    scans.set_direct("things", {&task, 1});
    EXPECT_EQ(scans.explain(error).kind, ErrorKind::kStore) << words;
    scans.forget_direct();
    EXPECT_EQ(scans.explain(error).kind, ErrorKind::kUsage) << "the file is the user's: " << words;
  }
}

TEST(LakeScans, PathsAreKnownAsDuckDbNamesThem) {
  LakeScans scans;
  iceberg::FileScanTask task;
  task.uri = "file:///[lake] *?/[*]/a.parquet";
  scans.set_direct("things", {&task, 1});
  const auto kind_of = [&](const char* message) {
    return scans.explain({ErrorKind::kUsage, message, {}}).kind;
  };
  EXPECT_EQ(kind_of("Cannot open \"/[[]lake] [*][?]/[[][*]]/a.parquet\""), ErrorKind::kStore);
  EXPECT_EQ(kind_of("Cannot open \"/lake/a.parquet\""), ErrorKind::kUsage);
}

TEST(LakeScans, DirectFilesErrorNamesTheTable) {
  LakeScans scans;
  iceberg::FileScanTask task;
  task.uri = "file:///lake/a.parquet";
  scans.set_direct("things", {&task, 1});
  const Error of_file{ErrorKind::kUsage, "IO Error: Cannot open file \"/lake/a.parquet\"", {}};
  const Error explained = scans.explain(of_file);
  EXPECT_EQ(explained.kind, ErrorKind::kStore);
  EXPECT_THAT(explained.to_string(), AllOf(HasSubstr("things"), HasSubstr("a.parquet")));
  const Error gone{ErrorKind::kNotFound, "No files found that match the pattern \"/lake/a.parquet\"", {}};
  EXPECT_EQ(scans.explain(gone).kind, ErrorKind::kStore);
  const Error damage{ErrorKind::kUsage, "Invalid Error: Out of buffer", {}};
  EXPECT_EQ(scans.explain(damage).kind, ErrorKind::kStore) << "which file it was is not said";
  const Error other{ErrorKind::kUsage, "Binder Error: no column x", {}};
  EXPECT_EQ(scans.explain(other).kind, ErrorKind::kUsage);
  EXPECT_THAT(scans.explain(other).context, IsEmpty());
  scans.forget_direct();
  EXPECT_EQ(scans.explain(of_file).kind, ErrorKind::kUsage);
  EXPECT_EQ(scans.explain(damage).kind, ErrorKind::kUsage);
}

}  // namespace
}  // namespace eigenlake
