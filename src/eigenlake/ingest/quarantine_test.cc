// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/ingest/quarantine.h"

#include <limits>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/compression/testing/compressed.h"
#include "eigenlake/ingest/ingest.h"
#include "eigenlake/ingest/quarantine_drop.h"
#include "eigenlake/ingest/raw_object.h"
#include "eigenlake/lake/lake_tables.h"
#include "eigenlake/lake/testing/test_lake.h"
#include "eigenlake/record/record_encoder.h"
#include "eigenlake/record/record_json.h"

namespace eigenlake {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;

RunRecord faulty_record(int number) {
  RunRecord record = small_record(number);
  record.minimum = std::numeric_limits<double>::quiet_NaN();
  return record;
}

std::vector<QuarantineEntry> entries_of(const Lake& lake) {
  return quarantined_objects(LakeTables::load_all(lake).value()).value();
}

std::string json_of(const RunRecord& record) {
  std::string text;
  append_record_json(text, record);
  return text;
}

TEST(QualityGate, GoodRecordsOfContainerAreIngested) {
  TestLake test;
  test.put_avro("a.avro", {small_record(1), faulty_record(2), small_record(3), faulty_record(4)});
  const Lake lake = test.open();
  const auto report = ingest(lake, {});
  ASSERT_TRUE(report) << report.error().to_string();
  EXPECT_EQ(report->records, 4u);
  EXPECT_EQ(report->records_faulty, 2u);
  EXPECT_EQ(report->experiments_new, 2u);
  const auto entries = entries_of(lake);
  ASSERT_EQ(entries.size(), 1u);
  EXPECT_EQ(entries[0].records, 4);
  EXPECT_EQ(entries[0].format, "avro");
  EXPECT_THAT(entries[0].error, AllOf(HasSubstr("record 2: minimum must be finite, got nan"),
                                      HasSubstr("; record 4: minimum")));
  EXPECT_EQ(ingest(lake, {})->objects_new, 0u) << "an object with faulty records is not read again";
}

TEST(QualityGate, ForeignJsonDocumentHidesNoOther) {
  TestLake test;
  test.put_bytes("a.json", json_of(small_record(1)) + R"({"basis_set": null})" + json_of(small_record(2)));
  const Lake lake = test.open();
  const auto report = ingest(lake, {});
  ASSERT_TRUE(report) << report.error().to_string();
  EXPECT_EQ(report->experiments_new, 2u);
  EXPECT_THAT(entries_of(lake), ElementsAre(Field(&QuarantineEntry::error, HasSubstr("record 2: "))));
}

TEST(QualityGate, CutObjectIsQuarantinedAsWhole) {
  TestLake test;
  const std::string good = json_of(small_record(1));
  test.put_bytes("a.json", good + good.substr(0, good.size() / 2));
  const Lake lake = test.open();
  const auto report = ingest(lake, {});
  ASSERT_TRUE(report) << report.error().to_string();
  EXPECT_EQ(report->experiments_new, 0u);
  EXPECT_EQ(report->records, 0u);
  EXPECT_EQ(entries_of(lake).size(), 1u);
}

TEST(QualityGate, ManyFaultsAreCounted) {
  RecordFaults faults;
  RecordFaults more;
  for (int64_t number = 1; number <= 13; ++number) faults.add(number, "wrong");
  for (int64_t number = 14; number <= 23; ++number) more.add(number, "wrong");
  faults.add(std::move(more));
  const auto text = faults.to_string();
  EXPECT_THAT(text, testing::StartsWith("record 1: wrong; record 2: wrong; "));
  EXPECT_THAT(text, testing::EndsWith("record 20: wrong; and 3 more records"));
}

TEST(QualityGate, LargeContainerReadInPartsGivesSameResult) {
  TestLake large;
  TestLake small;
  std::vector<RunRecord> records;
  for (int i = 1; i <= 30; ++i) records.push_back(i % 7 == 0 ? faulty_record(i) : small_record(i));
  records.push_back(small_record(1));
  IngestOptions in_parts;
  in_parts.window_bytes = 2000;
  std::vector<IngestReport> reports;
  std::vector<std::string> errors;
  for (const auto& [test, options] : {std::pair{&large, in_parts}, {&small, IngestOptions()}}) {
    test->put_avro("a.avro", records);
    const Lake lake = test->open();
    const auto report = ingest(lake, options);
    ASSERT_TRUE(report) << report.error().to_string();
    reports.push_back(*report);
    errors.push_back(entries_of(lake).at(0).error);
  }
  EXPECT_EQ(reports[0].batch.rows, reports[1].batch.rows);
  EXPECT_EQ(reports[0].records, 31u);
  EXPECT_EQ(reports[0].experiments_new, reports[1].experiments_new);
  EXPECT_EQ(reports[0].experiments_duplicate, 1u);
  EXPECT_EQ(errors[0], errors[1]);
}

TEST(QualityGate, EveryKindReadInPartsGivesSameResult) {
  std::vector<RunRecord> records;
  for (int i = 1; i <= 12; ++i) records.push_back(i % 5 == 0 ? faulty_record(i) : small_record(i));
  std::string json;
  for (const auto& record : records) json += json_of(record);
  const std::string avro = write_records_avro(records).value();
  for (const auto& text : {json, avro}) {
    for (const auto compression : {Compression::kNone, Compression::kGzip, Compression::kZstandard}) {
      std::vector<std::string> errors;
      for (const uint64_t window_bytes : {uint64_t{100}, IngestOptions().window_bytes}) {
        TestLake test;
        test.put_bytes("a", compression == Compression::kNone ? text : compressed(compression, text));
        const Lake lake = test.open();
        IngestOptions options;
        options.window_bytes = window_bytes;
        const auto report = ingest(lake, options);
        ASSERT_TRUE(report) << report.error().to_string();
        EXPECT_EQ(report->records, 12u);
        EXPECT_EQ(report->experiments_new, 10u);
        errors.push_back(entries_of(lake).at(0).error);
      }
      EXPECT_THAT(errors, testing::Each(errors[0]));
    }
  }
}

TEST(QualityGate, DamagedLargeContainerIsQuarantinedAsWhole) {
  TestLake test;
  std::vector<RunRecord> records;
  for (int i = 1; i <= 500; ++i) records.push_back(small_record(i));
  std::string bytes = write_records_avro(records, avro::Codec::kNull).value();
  bytes.resize(bytes.size() - 10);
  test.put_bytes("a.avro", bytes);
  IngestOptions options;
  options.window_bytes = 2000;
  const auto report = ingest(test.open(), options);
  ASSERT_TRUE(report) << report.error().to_string();
  EXPECT_EQ(report->experiments_new, 0u);
  EXPECT_EQ(report->quarantined.size(), 1u);
}

TEST(Quarantine, RetryReadsObjectsSkippedByIngest) {
  TestLake test;
  test.put_avro("a.avro", {small_record(1), faulty_record(2)});
  test.put_avro("good.avro", {small_record(3)});
  const Lake lake = test.open();
  ASSERT_TRUE(ingest(lake, {}));
  const auto again = retry_quarantined(lake, {}, {});
  ASSERT_TRUE(again) << again.error().to_string();
  EXPECT_EQ(again->objects_new, 1u);
  EXPECT_EQ(again->experiments_duplicate, 1u);
  EXPECT_EQ(again->experiments_new, 0u);
  const auto entries = entries_of(lake);
  ASSERT_EQ(entries.size(), 1u);
  EXPECT_EQ(entries[0].batch_id, again->batch.batch_id) << "the newest row counts";
  EXPECT_EQ(ingest(lake, {})->objects_new, 0u);
}

TEST(Quarantine, RepairedObjectLeaves) {
  TestLake test;
  test.put_avro("a.avro", {faulty_record(1)});
  test.put_avro("b.avro", {faulty_record(2)});
  const Lake lake = test.open();
  ASSERT_TRUE(ingest(lake, {}));
  const auto entries = entries_of(lake);
  ASSERT_EQ(entries.size(), 2u);
  test.put_avro("a.avro", {small_record(1)});
  const auto report = retry_quarantined(lake, {&entries[0].object_uri, 1}, {});
  ASSERT_TRUE(report) << report.error().to_string();
  EXPECT_EQ(report->experiments_new, 1u);
  EXPECT_THAT(entries_of(lake), ElementsAre(Field(&QuarantineEntry::object_uri, entries[1].object_uri)));
}

TEST(Quarantine, RecordsAndFailuresAreRetriedInAnyOrder) {
  TestLake test;
  test.put_avro("a.avro", {faulty_record(1)});
  const Lake lake = test.open();
  ASSERT_TRUE(lake.raw_store().put(std::string(kFailuresPrefix) + "1-x.json", "{}"));
  ASSERT_TRUE(ingest(lake, {}));
  test.put_avro("a.avro", {small_record(1)});
  const auto entries = entries_of(lake);
  ASSERT_EQ(entries.size(), 2u);
  const std::vector<std::string> uris = {entries[1].object_uri, entries[0].object_uri};
  const auto report = retry_quarantined(lake, uris, {});
  ASSERT_TRUE(report) << report.error().to_string();
  EXPECT_EQ(report->experiments_new, 1u);
  EXPECT_THAT(entries_of(lake), ElementsAre(Field(&QuarantineEntry::object_uri, entries[1].object_uri)));
}

TEST(Quarantine, OnlyQuarantinedObjectsCanBeRetried) {
  TestLake test;
  test.put_avro("a.avro", {small_record(1)});
  const Lake lake = test.open();
  ASSERT_TRUE(ingest(lake, {}));
  const std::vector<std::string> uris = {"memory://elsewhere/a.avro"};
  const auto refused = retry_quarantined(lake, uris, {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::kNotFound);
  EXPECT_EQ(retry_quarantined(lake, {}, {})->objects_new, 0u);
}

TEST(Quarantine, MissingObjectLeavesAndReturnsWithIt) {
  TestLake test;
  test.put_avro("a.avro", {faulty_record(1)});
  test.put_avro("b.avro", {faulty_record(2)});
  const Lake lake = test.open();
  ASSERT_TRUE(ingest(lake, {}));
  const auto waiting = [&] {
    return waiting_in_quarantine(lake, LakeTables::load_all(lake).value()).value();
  };
  ASSERT_EQ(waiting().entries.size(), 2u);
  const std::string uri = waiting().entries[0].object_uri;
  test.remove_raw("a.avro");
  EXPECT_THAT(waiting().entries, ElementsAre(Field(&QuarantineEntry::object_uri, HasSubstr("b.avro"))));
  EXPECT_EQ(waiting().num_gone, 1u);
  EXPECT_EQ(retry_quarantined(lake, {}, {})->outcomes.size(), 1u) << "what is gone is not read";
  const auto named = retry_quarantined(lake, {&uri, 1}, {});
  ASSERT_TRUE(named) << named.error().to_string();
  ASSERT_EQ(named->outcomes.size(), 1u);
  EXPECT_EQ(named->outcomes[0].what, RetryOutcome::What::kGone);
  EXPECT_EQ(named->outcomes[0].uri, uri);
  test.put_avro("a.avro", {faulty_record(1)});
  EXPECT_EQ(waiting().entries.size(), 2u);
}

TEST(Quarantine, RetryReportsOutcomeOfEachObject) {
  TestLake test;
  for (int i = 1; i <= 3; ++i) test.put_avro(fmt::format("{}.avro", i), {small_record(9), faulty_record(i)});
  const Lake lake = test.open();
  ASSERT_TRUE(ingest(lake, {}));
  test.put_avro("2.avro", {small_record(9), small_record(2)});
  test.remove_raw("3.avro");
  const std::vector<std::string> names = {"1.avro", "3.avro", "2.avro", "1.avro"};
  const auto report = retry_quarantined(lake, names, {});
  ASSERT_TRUE(report) << report.error().to_string();
  const auto& outcomes = report->outcomes;
  ASSERT_EQ(outcomes.size(), 3u);
  EXPECT_EQ(outcomes[0].what, RetryOutcome::What::kRefused);
  EXPECT_THAT(outcomes[0].error, HasSubstr("record 2: minimum"));
  EXPECT_EQ(outcomes[0].experiments_duplicate, 1);
  EXPECT_EQ(outcomes[1].what, RetryOutcome::What::kIngested);
  EXPECT_EQ(outcomes[1].experiments_new, 1);
  EXPECT_EQ(outcomes[2].what, RetryOutcome::What::kGone);
}

TEST(Quarantine, DroppedEntryEndsUntilObjectChanges) {
  TestLake test;
  test.put_avro("a.avro", {faulty_record(1)});
  test.put_avro("b.avro", {faulty_record(2)});
  const Lake lake = test.open();
  ASSERT_TRUE(ingest(lake, {}));
  const std::vector<std::string> names = {"a.avro"};
  ASSERT_TRUE(drop_quarantined(lake, names, "a test", true));
  EXPECT_THAT(entries_of(lake), testing::Each(Field(&QuarantineEntry::is_dropped, false)));
  const auto report = drop_quarantined(lake, names, "it was a test", false);
  ASSERT_TRUE(report) << report.error().to_string();
  ASSERT_EQ(report->entries.size(), 1u);
  const auto quarantine = waiting_in_quarantine(lake, LakeTables::load_all(lake).value()).value();
  EXPECT_THAT(quarantine.entries, ElementsAre(Field(&QuarantineEntry::object_uri, HasSubstr("b.avro"))));
  EXPECT_EQ(quarantine.num_dropped, 1u);
  const auto dropped = entries_of(lake).at(0);
  EXPECT_TRUE(dropped.is_dropped);
  EXPECT_EQ(dropped.records, 1);
  EXPECT_THAT(dropped.error,
              AllOf(testing::StartsWith("dropped by "), HasSubstr(": it was a test (was: record 1: ")));
  EXPECT_EQ(ingest(lake, {})->objects_new, 0u);
  EXPECT_EQ(retry_quarantined(lake, {}, {})->outcomes.size(), 1u);
  EXPECT_EQ(drop_quarantined(lake, names, "again", false).error().kind, ErrorKind::kNotFound);
  EXPECT_EQ(retry_quarantined(lake, names, {})->outcomes.size(), 1u) << "who names it may change his mind";
  EXPECT_EQ(entries_of(lake).size(), 2u);
  test.put_avro("a.avro", {small_record(1)});
  EXPECT_EQ(ingest(lake, {})->experiments_new, 1u);
}

TEST(Quarantine, KilledDropIsUndoneOrDone) {
  uint64_t calls = UINT64_MAX;
  for (uint64_t last = 0; last <= calls; ++last) {
    TestLake test;
    test.put_avro("a.avro", {faulty_record(1)});
    ASSERT_TRUE(ingest(test.open(), {}));
    const std::vector<std::string> names = {"a.avro"};
    const bool is_done = drop_quarantined(test.open_dying(last), names, "x", false).has_value();
    if (is_done) calls = test.calls();
    ASSERT_TRUE(ingest(test.open(), {}));
    const auto entries = entries_of(test.open());
    ASSERT_EQ(entries.size(), 1u) << last;
    EXPECT_TRUE(entries[0].is_dropped || !is_done) << last;
  }
}

TEST(Quarantine, MeaninglessReasonIsRejected) {
  TestLake test;
  test.put_avro("a.avro", {faulty_record(1)});
  const Lake lake = test.open();
  ASSERT_TRUE(ingest(lake, {}));
  const std::vector<std::string> names = {"a.avro"};
  for (const std::string& reason :
       {std::string(), std::string("  "), std::string("a\nb"), std::string("\xff"), std::string(1001, 'x')})
    EXPECT_EQ(drop_quarantined(lake, names, reason, false).error().kind, ErrorKind::kUsage) << reason;
}

TEST(Quarantine, AnyKeyIsIngestedOrQuarantinedByName) {
  TestLake test;
  const auto text = [](int number) { return json_of(small_record(number)); };
  test.put_foreign("a\x01\n.json", text(1));
  test.put_foreign("a//b.json", text(2));
  test.put_foreign(".hidden/c.json", text(3));
  test.put_foreign("x/../d.json", text(4));
  test.put_foreign("\xff\xc3.json", text(5));
  test.put_foreign("bad\n\xfe.json", "no record");
  test.put_foreign("_SUCCESS", "");
  test.put_foreign("e.json.tmp", "half of");
  const Lake lake = test.open();
  const auto report = ingest(lake, {});
  ASSERT_TRUE(report) << report.error().to_string();
  EXPECT_EQ(report->experiments_new, 5u);
  EXPECT_EQ(report->objects_left_out, 2u);
  EXPECT_THAT(entries_of(lake), ElementsAre(Field(&QuarantineEntry::object_uri,
                                                  testing::EndsWith("/experiment.vqe/bad%0A%FE.json"))));
  EXPECT_EQ(ingest(lake, {})->objects_new, 0u);
  const auto index = lake.state_store().list("index/").value();
  ASSERT_FALSE(index.empty());
  for (const auto& object : index) ASSERT_TRUE(lake.state_store().remove(object.key));
  EXPECT_EQ(ingest(lake, {})->objects_new, 0u) << "an index rebuilt from the ledger knows them, too";
  const auto waiting = waiting_in_quarantine(lake, LakeTables::load_all(lake).value()).value();
  EXPECT_EQ(waiting.entries.size(), 1u) << "it is there, under another name than the ledger's";
  test.put_foreign("bad\n\xfe.json", text(6));
  EXPECT_EQ(retry_quarantined(lake, {}, {})->experiments_new, 1u);
}

TEST(Quarantine, EmptyLakeHasNone) {
  TestLake test;
  EXPECT_THAT(quarantined_objects(LakeTables::load_all(test.open()).value()).value(), IsEmpty());
}

}  // namespace
}  // namespace eigenlake
