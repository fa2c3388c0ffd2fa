// SPDX-License-Identifier: Apache-2.0
#include <arrow/api.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "eigenlake/lake/deletion.h"
#include "eigenlake/lake/failed_run.h"
#include "eigenlake/lake/label.h"
#include "eigenlake/lake/lease_holder.h"
#include "eigenlake/lake/ledger.h"
#include "eigenlake/lake/table_reader.h"
#include "eigenlake/lake/testing/batches.h"
#include "eigenlake/lake/testing/test_lake.h"
#include "eigenlake/lake/written_reason.h"

/// Rows of the tables beside the experiments', as they are written and read.
namespace eigenlake {
namespace {

using by_hand::batch_id;
using by_hand::batch_stamp;

/// A column of a batch as text, null as "null", whether its values lie in it or in a dictionary.
std::string column(const arrow::RecordBatch& rows, const char* name) {
  const auto array = rows.GetColumnByName(name);
  std::string text;
  for (int64_t row = 0; row < array->length(); ++row) {
    auto scalar = array->GetScalar(row).ValueOrDie();
    if (const auto* entry = dynamic_cast<const arrow::DictionaryScalar*>(scalar.get()))
      scalar = entry->GetEncodedValue().ValueOrDie();
    text += (row > 0 ? "|" : "") + scalar->ToString();
  }
  return text;
}

TEST(LabelRows, AreTheChangesOfTheBatch) {
  const std::vector<LabelChange> changes = {{"e1", "project", "alpha"}, {"e2", "project", std::nullopt}};
  const auto rows = label_rows(changes, batch_stamp(3));
  EXPECT_EQ(column(*rows, "experiment_id"), "e1|e2");
  EXPECT_EQ(column(*rows, "key"), "project|project");
  EXPECT_EQ(column(*rows, "value"), "alpha|null");
  EXPECT_EQ(column(*rows, "processing_batch_id"), batch_id(3) + "|" + batch_id(3));
}

TEST(LedgerRows, DescribeEachObject) {
  const std::vector<LedgerEntry> entries = {{.object_uri = "a.avro",
                                             .etag = "e",
                                             .size_bytes = 7,
                                             .format = "avro",
                                             .records = 3,
                                             .experiments_new = 2,
                                             .experiments_duplicate = 1,
                                             .error = {}},
                                            {.object_uri = "b",
                                             .etag = "f",
                                             .size_bytes = 8,
                                             .format = "unknown",
                                             .error = "neither Avro nor JSON"}};
  const auto rows = ledger_rows(entries, batch_stamp(1));
  EXPECT_EQ(column(*rows, "object_uri"), "a.avro|b");
  EXPECT_EQ(column(*rows, "size_bytes"), "7|8");
  EXPECT_EQ(column(*rows, "format"), "avro|unknown");
  EXPECT_EQ(column(*rows, "records"), "3|0");
  EXPECT_EQ(column(*rows, "experiments_new"), "2|0");
  EXPECT_EQ(column(*rows, "experiments_duplicate"), "1|0");
  EXPECT_EQ(column(*rows, "status"), "ingested|quarantined");
  EXPECT_EQ(column(*rows, "error"), "null|neither Avro nor JSON");
}

FailedRun failure() {
  return {.input = "molecules.json, molecule 3",
          .molecule = "H2O",
          .kind = "invalid_input",
          .reason = "a \"bad\" Ü",
          .command = "run",
          .failed_at = 1'736'467'200'000'001,
          .engine_version = "0.1.0"};
}

TEST(FailedRun, RoundTripsThroughItsRawObject) {
  const TestLake lake;
  const Lake opened = lake.open();
  ASSERT_TRUE(store_failed_run(opened, failure()));
  const auto objects = *opened.raw_store().list(kFailuresPrefix);
  ASSERT_EQ(objects.size(), 1u);
  EXPECT_TRUE(is_failure_object(objects[0].key));
  EXPECT_TRUE(objects[0].key.ends_with(".json"));
  EXPECT_FALSE(is_failure_object("experiments/experiment.vqe/a.avro"));
  const auto read = parse_failed_run(*opened.raw_store().get(objects[0].key));
  ASSERT_TRUE(read) << read.error().to_string();
  EXPECT_EQ(
      std::tie(read->input, read->molecule, read->kind, read->reason, read->command, read->engine_version),
      std::make_tuple("molecules.json, molecule 3", "H2O", "invalid_input", "a \"bad\" Ü", "run", "0.1.0"));
  EXPECT_EQ(read->failed_at, failure().failed_at);
}

TEST(FailedRun, RowsHaveTheSameTexts) {
  const std::vector<FailedRun> failures = {failure()};
  const auto rows = failed_run_rows(failures, batch_id(2));
  EXPECT_EQ(column(*rows, "input"), "molecules.json, molecule 3");
  EXPECT_EQ(column(*rows, "kind"), "invalid_input");
  EXPECT_EQ(column(*rows, "reason"), "a \"bad\" Ü");
  EXPECT_EQ(column(*rows, "processing_batch_id"), batch_id(2));
}

TEST(ParseFailedRun, MissingKeysAreNamed) {
  constexpr const char* kWhole =
      R"({"input": "i", "molecule": "", "kind": "k", "reason": "r", "command": "run",
      "engine_version": "1", "failed_at": 5, "later": [1]})";
  EXPECT_EQ(parse_failed_run(kWhole)->failed_at, 5);
  for (const char* name : {"input", "molecule", "kind", "reason", "command", "engine_version", "failed_at"}) {
    auto document = *parse_json(kWhole);
    document[name] = true;
    const auto wrong = parse_failed_run(document.dump());
    ASSERT_FALSE(wrong) << name;
    EXPECT_EQ(wrong.error().kind, ErrorKind::kCorrupt);
    EXPECT_TRUE(wrong.error().message.contains(fmt::format("'{}'", name))) << wrong.error().message;
    document.erase(name);
    EXPECT_FALSE(parse_failed_run(document.dump())) << name;
  }
  for (const char* text : {"", "[]", "7", R"({"input": "i", "input": "j"})"})
    EXPECT_EQ(parse_failed_run(text).error().kind, ErrorKind::kCorrupt) << text;
  auto huge = *parse_json(kWhole);
  huge["reason"] = std::string((1 << 20) + 1, 'x');
  EXPECT_FALSE(parse_failed_run(huge.dump())) << "no message of ours is so long";
}

/// Deletes or restores experiments as a complete batch.
void change_deletion(const Lake& lake, int batch, DeletionChange change, bool is_complete = true) {
  iceberg::Table table = by_hand::make_table(lake, kDeletionsTable);
  by_hand::append_rows(table, deletion_rows(change, batch_stamp(batch)), batch_id(batch));
  if (is_complete) by_hand::audit_batch(lake, batch_stamp(batch));
}

Deletions deletions_of(const Lake& lake, bool with_lifted = false) {
  const std::vector<std::string_view> names = {kAuditTable, kDeletionsTable};
  const auto tables = LakeTables::load(lake, names);
  EXPECT_TRUE(tables) << tables.error().to_string();
  return *read_deletions(*tables, with_lifted);
}

TEST(Deletions, NewestChangeCounts) {
  const TestLake lake;
  const Lake opened = lake.open();
  EXPECT_TRUE(deletions_of(opened).empty()) << "there is no table";
  change_deletion(opened, 1,
                  {.experiment_ids = {"a", "b"}, .deleted = true, .changed_by = "mari@lab", .reason = "bad"});
  EXPECT_EQ(deletions_of(opened).at("a").to_string(), "2025-01-10 by mari@lab: bad");
  change_deletion(opened, 2, {.experiment_ids = {"a"}, .deleted = false, .changed_by = "lee@lab"});
  EXPECT_FALSE(deletions_of(opened).contains("a"));
  EXPECT_TRUE(deletions_of(opened).contains("b"));
  EXPECT_EQ(deletions_of(opened, true).at("a").to_string(), "2025-01-10 by lee@lab");
  EXPECT_FALSE(deletions_of(opened, true).at("a").deleted);
  change_deletion(opened, 3, {.experiment_ids = {"a"}, .deleted = true, .changed_by = "x"});
  EXPECT_TRUE(deletions_of(opened).contains("a"));
}

TEST(Deletions, PendingBatchDoesNotCount) {
  const TestLake lake;
  const Lake opened = lake.open();
  by_hand::audit_batch(opened, batch_stamp(1));
  change_deletion(opened, 2, {.experiment_ids = {"a"}, .deleted = true, .changed_by = "x"}, false);
  const auto tables = LakeTables::load(opened, std::vector<std::string_view>{kAuditTable, kDeletionsTable});
  EXPECT_TRUE(read_deletions(*tables)->empty());
}

TEST(ReadTable, UnknownColumnsAreNull) {
  const TestLake lake;
  const Lake opened = lake.open();
  iceberg::Table table = by_hand::make_table(opened, kLabelsTable);
  const std::vector<LabelChange> changes = {{"e1", "k", "v"}, {"e2", "k", std::nullopt}};
  const auto first = by_hand::append_rows(table, label_rows(changes, batch_stamp(1)), batch_id(1));
  by_hand::append_rows(table, label_rows(changes, batch_stamp(2)), batch_id(2));
  static constexpr std::array<std::string_view, 4> kColumns = {"value", "not_yet", "experiment_id", "set_at"};
  int64_t rows = 0;
  const auto visit = [&](const TableChunk& chunk) {
    rows += chunk.num_rows();
    EXPECT_EQ(chunk.string(0, 0), "v");
    EXPECT_TRUE(chunk.is_null(0, 1));
    EXPECT_EQ(chunk.string(0, 1), "");
    EXPECT_TRUE(chunk.is_null(1, 0));
    EXPECT_EQ(chunk.integer(1, 0), std::nullopt);
    EXPECT_EQ(chunk.long_integer(1, 0), std::nullopt);
    EXPECT_EQ(chunk.number(1, 0), std::nullopt);
    EXPECT_EQ(chunk.boolean(1, 0), std::nullopt);
    EXPECT_EQ(chunk.date(1, 0), std::nullopt);
    EXPECT_EQ(chunk.list_length(1, 0), 0);
    EXPECT_EQ(chunk.string(2, 1), "e2");
    EXPECT_GE(*chunk.timestamp_us(3, 0), batch_stamp(1).timestamp_us);
  };
  ASSERT_TRUE(read_table(table, std::nullopt, kColumns, {}, visit));
  EXPECT_EQ(rows, 4);
  rows = 0;
  ASSERT_TRUE(read_table(table, first.snapshot_id, kColumns, {}, visit));
  EXPECT_EQ(rows, 2);
  EXPECT_EQ(read_table(table, 12345, kColumns, {}, visit).error().kind, ErrorKind::kNotFound);
}

TEST(WrittenReason, IsShortTextOfOneLine) {
  EXPECT_TRUE(check_written_reason(""));
  EXPECT_TRUE(check_written_reason(std::string(1000, 'x')));
  for (const std::string& reason :
       {std::string(1001, 'x'), std::string("a\nb"), std::string("\x7f"), std::string("\xff")})
    EXPECT_EQ(check_written_reason(reason).error().kind, ErrorKind::kUsage);
  EXPECT_TRUE(check_required_reason(" wrong geometry "));
  for (const char* blank : {"", "   ", "a\tb"})
    EXPECT_EQ(check_required_reason(blank).error().kind, ErrorKind::kUsage);
}

TEST(LeaseHolder, ThisProcessIsNotGone) {
  const LeaseHolder ours = LeaseHolder::ours();
  EXPECT_EQ(ours.pid, ::getpid());
  EXPECT_FALSE(ours.is_gone());
  EXPECT_EQ(ours.to_string(), fmt::format("process {} on {}", ::getpid(), ours.host));
  EXPECT_TRUE(caller_name().ends_with("@" + ours.host)) << caller_name();
  const LeaseHolder back = LeaseHolder::of(ours.to_json());
  EXPECT_EQ(std::tie(back.host, back.space, back.pid), std::tie(ours.host, ours.space, ours.pid));
}

TEST(LeaseHolder, IsGoneOnlyIfVisible) {
  LeaseHolder dead = LeaseHolder::ours();
  dead.pid = 999'999'999;  // More than any Linux gives.
  EXPECT_TRUE(dead.is_gone());
  dead.space = "another machine";
  EXPECT_FALSE(dead.is_gone());
  dead.space = "";
  EXPECT_FALSE(dead.is_gone());
  LeaseHolder unknown = LeaseHolder::ours();
  unknown.pid = 0;
  EXPECT_FALSE(unknown.is_gone());
}

TEST(LeaseHolder, DamagedHolderIsUnknown) {
  for (const char* text : {"[]", "null", R"({"host": 3})", R"({"host": "h", "pid": "7"})"}) {
    const LeaseHolder holder = LeaseHolder::of(*parse_json(text));
    EXPECT_EQ(holder.host, "unknown") << text;
    EXPECT_EQ(holder.pid, 0);
    EXPECT_FALSE(holder.is_gone());
  }
  EXPECT_EQ(LeaseHolder::of(*parse_json(R"({"pid": 7})")).pid, 7);
  EXPECT_EQ(lease_text(Json{{"host", "\xff"}}), "{\"host\":\"\uFFFD\"}\n");
}

}  // namespace
}  // namespace eigenlake
