#include "eigenlake/iceberg/codec/table_metadata_json.h"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <tuple>

#include <gtest/gtest.h>

#include "eigenlake/iceberg/catalog/hadoop/hadoop_catalog.h"
#include "eigenlake/iceberg/codec/snapshot_scan.h"
#include "eigenlake/iceberg/codec/table_metadata_parser.h"
#include "eigenlake/iceberg/scan/scan.h"
#include "eigenlake/iceberg/testing/small_table.h"
#include "eigenlake/json/json.h"
#include "eigenlake/object_store/local_object_store.h"

namespace eigenlake::iceberg {
namespace {

namespace fs = std::filesystem;
const fs::path kData = fs::path(EIGENLAKE_SOURCE_DIR) / "tests/data/iceberg";

std::string read_text(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

TEST(TableMetadataJson, TextIsStableFromTheFirstRewriteOn) {
  testing::SmallLake lake;
  Table table = lake.create();
  AppendOptions options;
  options.files = {testing::small_file(table, "a", 1)};
  options.tag = "v_1";
  options.tag_max_ref_age_ms = 1000;
  ASSERT_TRUE(append(table, options));
  const std::string text = table_metadata_to_json(table.metadata());
  const auto parsed = parse_table_metadata(text);
  ASSERT_TRUE(parsed) << parsed.error().to_string();
  EXPECT_EQ(table_metadata_to_json(*parsed), text);
  EXPECT_EQ(parsed->refs, table.metadata().refs);
  EXPECT_EQ(parsed->schemas, table.metadata().schemas);
}

TEST(TableMetadataJson, UnknownFieldsSurviveARewrite) {
  const std::string text = read_text(kData / "metadata_with_unknown_fields.json");
  const auto metadata = parse_table_metadata(text);
  ASSERT_TRUE(metadata) << metadata.error().to_string();
  const std::string rewritten = table_metadata_to_json(*metadata);
  EXPECT_TRUE(rewritten.contains(R"("statistics":[{"snapshot-id":1,"puffin":"x"}])")) << rewritten;
  EXPECT_TRUE(rewritten.contains(R"("of-a-later-version":{"a":[1,2.5,null]})"));
  EXPECT_TRUE(rewritten.contains(R"("later-snapshot-field":"kept")"));
}

TEST(TableMetadataJson, VersionOneComesBackUpgraded) {
  const auto metadata = parse_table_metadata(read_text(kData / "metadata_v1.json"));
  ASSERT_TRUE(metadata) << metadata.error().to_string();
  EXPECT_EQ(metadata->format_version, 2);
  EXPECT_EQ(metadata->last_sequence_number, 0);
  EXPECT_EQ(metadata->current_snapshot()->sequence_number, 0);
  EXPECT_EQ(metadata->partition_spec().fields[0].field_id, 1000);
  EXPECT_EQ(metadata->refs.at("main").snapshot_id, metadata->current_snapshot_id);
  const auto again = parse_table_metadata(table_metadata_to_json(*metadata));
  ASSERT_TRUE(again) << again.error().to_string();
}

TEST(TableMetadataJson, EveryInvalidFixtureIsRefusedForItsDefect) {
  int count = 0;
  for (const auto& entry : fs::directory_iterator(kData / "invalid_metadata")) {
    const std::string text = read_text(entry.path());
    const auto metadata = parse_table_metadata(text);
    ASSERT_FALSE(metadata) << entry.path();
    const auto json = parse_json(text);
    if (json && json->is_object() && json->contains("expected-error")) {
      const auto expected = json->at("expected-error").get<std::string>();
      EXPECT_TRUE(metadata.error().to_string().contains(expected))
          << entry.path() << ": " << metadata.error().to_string();
    }
    const bool is_newer = entry.path().stem() == "format_version_3";
    EXPECT_EQ(metadata.error().kind, is_newer ? ErrorKind::kUnsupported : ErrorKind::kCorrupt)
        << entry.path();
    ++count;
  }
  EXPECT_GE(count, 20);
}

TEST(TableMetadataJson, TableThatPyicebergWroteIsReadWhole) {
  HadoopCatalog catalog(std::make_shared<LocalObjectStore>(kData / "pyiceberg_warehouse"));
  const auto table = catalog.load_table({"db", "molecules"});
  ASSERT_TRUE(table) << table.error().to_string();
  EXPECT_TRUE(table->was_moved());
  const auto tasks = plan_files(*table);
  ASSERT_TRUE(tasks) << tasks.error().to_string();
  ASSERT_EQ(tasks->size(), 3u);
  int64_t rows = 0;
  for (const FileScanTask& task : *tasks) {
    rows += task.data_file.record_count;
    EXPECT_EQ(task.data_file.partition.size(), 2u);
    EXPECT_TRUE(*table->store().exists(task.key)) << task.key;
  }
  EXPECT_EQ(rows, 5);
  const Filter filter = {{"basis_set", Predicate::Op::kEqual, {std::string("cc-pvdz")}}};
  EXPECT_EQ(plan_files(*table, {{}, filter})->size(), 1u);
  EXPECT_EQ(table->metadata().snapshot_by_ref("first")->sequence_number, 1);
}

/// A small table with a branch, tags, escaped and foreign letters, as it is written.
std::string text_of_small_table() {
  testing::SmallLake lake;
  Table table = lake.create();
  for (const std::string name : {"a", "b", "c"}) {
    AppendOptions options;
    options.files = {testing::small_file(table, name, 1)};
    options.tag = "v_" + name;
    options.summary = {{"note", "\"\\ü\n"}};
    EXPECT_TRUE(append(table, options));
  }
  TableMetadata metadata = table.metadata();
  metadata.refs["side"] = {metadata.snapshots[1].snapshot_id, SnapshotRef::Kind::kBranch, 3, 1000, 2000};
  return table_metadata_to_json(metadata);
}

TEST(TableMetadataJson, SnapshotsAreScannedInTheSpellingOfTheWriter) {
  const auto text = std::make_shared<const std::string>(text_of_small_table());
  const auto scanned = scan_snapshots(text);
  ASSERT_TRUE(scanned);
  EXPECT_EQ(scanned->snapshots.size(), 3u);
  EXPECT_EQ(scanned->refs.size(), 5u);
  EXPECT_EQ(scanned->snapshot_log.size(), 3u);
  EXPECT_FALSE(scanned->rest.contains("manifest-list")) << scanned->rest;
  EXPECT_EQ(scanned->snapshots[2].summary_value("note"), "\"\\ü\n");
  EXPECT_FALSE(scan_snapshots(std::make_shared<const std::string>(" " + *text)));
}

/// Everything that is read from a snapshot, beside its text.
auto read_fields(const TableMetadata& metadata) {
  std::vector<std::tuple<int64_t, std::optional<int64_t>, int64_t, int64_t, std::optional<int>>> fields;
  for (const Snapshot& snapshot : metadata.snapshots)
    fields.emplace_back(snapshot.snapshot_id, snapshot.parent_snapshot_id, snapshot.sequence_number,
                        snapshot.timestamp_ms, snapshot.schema_id);
  return fields;
}

/// The scan must never see another table than the general reader does, which a space in front selects.
TEST(TableMetadataJson, EveryDamagedByteIsReadAsWithoutTheScan) {
  const std::string text = text_of_small_table();
  int accepted = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    for (const std::string& replacement :
         {std::string(), std::string("0"), std::string("\""), std::string("\\"), std::string(","),
          std::string("}"), std::string("\xc3"), std::string("\x01")}) {
      const std::string damaged = text.substr(0, i) + replacement + text.substr(i + 1);
      const auto found = parse_table_metadata(damaged);
      const auto expected = parse_table_metadata(" " + damaged);
      ASSERT_EQ(found.has_value(), expected.has_value()) << "byte " << i << ": " << damaged;
      if (!found) continue;
      ++accepted;
      ASSERT_EQ(table_metadata_to_json(*found), table_metadata_to_json(*expected)) << "byte " << i;
      ASSERT_EQ(found->refs, expected->refs);
      ASSERT_EQ(read_fields(*found), read_fields(*expected));
    }
  }
  EXPECT_GT(accepted, 100);
}

/// What stands before the members and behind them must not become whole when they are taken out.
TEST(TableMetadataJson, TheRestIsNotClosedUp) {
  std::string text = text_of_small_table();
  const size_t begin = text.find(",\"refs\"");
  const size_t end = text.find(",\"metadata-log\"");
  for (const std::string split : {"1", ",\"a\":1", "\"a\":1", "}"}) {
    std::string damaged = text;
    damaged.insert(end, split);
    EXPECT_EQ(parse_table_metadata(damaged).has_value(), parse_table_metadata(" " + damaged).has_value())
        << split;
  }
  const std::string id = text.substr(begin - 3, 3);
  std::string moved = text;
  moved.insert(end, id).erase(begin - 3, 3);
  EXPECT_FALSE(parse_table_metadata(moved));
}

TEST(TableMetadataJson, SnapshotsOfSeveralTextsAreWrittenInOrder) {
  const std::string text = text_of_small_table();
  auto metadata = parse_table_metadata(text);
  ASSERT_TRUE(metadata);
  EXPECT_EQ(TableMetadataText(*metadata).pieces().size(), 3u);
  const auto other = parse_table_metadata(text);
  metadata->snapshots[1] = other->snapshots[1];
  EXPECT_EQ(TableMetadataText(*metadata).pieces().size(), 7u);
  EXPECT_EQ(table_metadata_to_json(*metadata), text);
  metadata->snapshots[1].json = SharedText(std::string(other->snapshots[1].json.view()));
  EXPECT_EQ(table_metadata_to_json(*metadata), text);
  std::swap(metadata->snapshots[0], metadata->snapshots[2]);
  EXPECT_EQ(parse_table_metadata(table_metadata_to_json(*metadata))->snapshots[0].sequence_number, 3);
}

TEST(TableMetadataJson, AMemberThatStandsTwiceIsRefused) {
  std::string text = text_of_small_table();
  text.insert(text.size() - 1, ",\"snapshots\":[]");
  for (const std::string& spelled : {text, " " + text}) {
    const auto metadata = parse_table_metadata(spelled);
    ASSERT_FALSE(metadata);
    EXPECT_TRUE(metadata.error().message.contains("\"snapshots\" once")) << metadata.error().to_string();
  }
}

/// Members of the same names deeper down are not the table's.
TEST(TableMetadataJson, NestedMembersAreNotScanned) {
  std::string text = text_of_small_table();
  const size_t begin = text.find(",\"refs\"");
  const size_t end = text.find(",\"metadata-log\"");
  const std::string members = text.substr(begin, end - begin);
  text.insert(begin, ",\"other\":{\"a\":1" + members + "}");
  const auto metadata = parse_table_metadata(text);
  ASSERT_TRUE(metadata) << metadata.error().to_string();
  EXPECT_EQ(metadata->snapshots.size(), 3u);
  EXPECT_TRUE(table_metadata_to_json(*metadata).contains("\"other\":{\"a\":1" + members + "}"));
  text.erase(text.rfind(members), members.size());
  EXPECT_FALSE(parse_table_metadata(text));
}

/// 10,000 snapshots are what ten thousand batches leave behind.
TEST(TableMetadataJson, TenThousandSnapshotsAreKept) {
  testing::SmallLake lake;
  TableMetadata metadata = lake.create().metadata();
  for (int64_t i = 1; i <= 10000; ++i) {
    metadata.snapshots.push_back(
        make_snapshot(i, i > 1 ? std::optional(i - 1) : std::nullopt, i, 1000 + i, "m", 0,
                      {{"operation", "append"}, {"total-records", std::to_string(i)}}));
    metadata.snapshot_log.push_back({1000 + i, i});
  }
  metadata.last_sequence_number = 10000;
  metadata.current_snapshot_id = 10000;
  metadata.refs["main"] = {10000, SnapshotRef::Kind::kBranch, {}, {}, {}};
  const auto parsed = parse_table_metadata(table_metadata_to_json(metadata));
  ASSERT_TRUE(parsed) << parsed.error().to_string();
  EXPECT_EQ(parsed->snapshots.size(), 10000u);
  EXPECT_EQ(parsed->snapshot_as_of(6000)->summary_value("total-records"), "5000");
}

}  // namespace
}  // namespace eigenlake::iceberg
