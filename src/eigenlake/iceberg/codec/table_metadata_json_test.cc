// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/codec/table_metadata_json.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "eigenlake/iceberg/catalog/hadoop/hadoop_catalog.h"
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

TEST(TableMetadataJson, RewritesAreStable) {
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

TEST(TableMetadataJson, Version1IsUpgraded) {
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

TEST(TableMetadataJson, EveryInvalidFixtureIsRejectedForItsDefect) {
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

TEST(TableMetadataJson, PyicebergTableIsReadCompletely) {
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

/// What another parser reads of a snapshot, and what is kept of it.
void expect_same(const Snapshot& snapshot, const Json& json, const std::string& what) {
  const auto number = [&](const char* name) {
    const auto found = json.find(name);
    return found == json.end() || found->is_null() ? std::nullopt : std::optional(found->get<int64_t>());
  };
  ASSERT_EQ(snapshot.snapshot_id, number("snapshot-id")) << what;
  ASSERT_EQ(snapshot.parent_snapshot_id, number("parent-snapshot-id")) << what;
  ASSERT_EQ(snapshot.sequence_number, number("sequence-number").value_or(0)) << what;
  ASSERT_EQ(snapshot.timestamp_ms, number("timestamp-ms")) << what;
  ASSERT_EQ(snapshot.schema_id, number("schema-id")) << what;
  ASSERT_EQ(parse_json(snapshot.json.view()), json) << what;
}

void expect_same(const TableMetadata& metadata, const Json& json, const std::string& what) {
  const Json snapshots = json.value("snapshots", Json::array());
  ASSERT_EQ(metadata.snapshots.size(), snapshots.size()) << what;
  for (size_t i = 0; i < snapshots.size(); ++i) expect_same(metadata.snapshots[i], snapshots[i], what);
  const Json refs = json.value("refs", Json::object());
  for (const auto& [name, ref] : refs.items())
    ASSERT_EQ(metadata.refs.at(name).snapshot_id, ref.at("snapshot-id").get<int64_t>()) << what;
  const Json log = json.value("snapshot-log", Json::array());
  ASSERT_EQ(metadata.snapshot_log.size(), log.size()) << what;
  for (size_t i = 0; i < log.size(); ++i)
    ASSERT_EQ(metadata.snapshot_log[i].snapshot_id, log[i].at("snapshot-id").get<int64_t>()) << what;
}

TEST(TableMetadataJson, DamagedBytesAreReadAsByAnotherParser) {
  const std::string text = text_of_small_table();
  int accepted = 0;
  int refused = 0;
  const size_t end = text.find(",\"metadata-log\"");
  for (size_t i = text.find(",\"refs\""); i < end; ++i) {
    for (const std::string replacement : {"", "0", "\"", "\\", "}"}) {
      const std::string damaged = text.substr(0, i) + replacement + text.substr(i + 1);
      const auto found = parse_table_metadata(damaged);
      const auto expected = parse_json(damaged);
      if (found) {
        ASSERT_TRUE(expected) << "byte " << i << ": " << damaged;
        expect_same(*found, *expected, fmt::format("byte {}: {}", i, damaged));
        ++accepted;
      } else if (found.error().message.contains("JSON document")) {
        ASSERT_FALSE(expected) << "byte " << i << ": " << damaged;
        ++refused;
      }
    }
  }
  EXPECT_GT(accepted, 100);
  EXPECT_GT(refused, 100);
}

TEST(TableMetadataJson, SnapshotsFromSeveralTextsStayInOrder) {
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

TEST(TableMetadataJson, DuplicateMemberIsRejected) {
  std::string text = text_of_small_table();
  text.insert(text.size() - 1, ",\"snapshots\":[]");
  const auto metadata = parse_table_metadata(text);
  ASSERT_FALSE(metadata);
  EXPECT_TRUE(metadata.error().message.contains("'snapshots' appears twice")) << metadata.error().to_string();
}

TEST(TableMetadataJson, NestedMembersOfTheSameNameAreIgnored) {
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
