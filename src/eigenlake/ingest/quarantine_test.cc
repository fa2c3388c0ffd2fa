#include "eigenlake/ingest/quarantine.h"

#include <limits>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/ingest/ingest.h"
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

TEST(QualityGate, TheGoodRecordsOfAContainerAreIngested) {
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
  EXPECT_THAT(entries[0].error, AllOf(HasSubstr("record 2: minimum: expected a finite number, found nan"),
                                      HasSubstr("; record 4: minimum")));
  EXPECT_EQ(ingest(lake, {})->objects_new, 0u) << "an object with faulty records is not read again";
}

TEST(QualityGate, AJsonDocumentOfAnotherFormHidesNoOther) {
  TestLake test;
  test.put_bytes("a.json", json_of(small_record(1)) + R"({"basis_set": null})" + json_of(small_record(2)));
  const Lake lake = test.open();
  const auto report = ingest(lake, {});
  ASSERT_TRUE(report) << report.error().to_string();
  EXPECT_EQ(report->experiments_new, 2u);
  EXPECT_THAT(entries_of(lake), ElementsAre(Field(&QuarantineEntry::error, HasSubstr("record 2: "))));
}

TEST(QualityGate, AnObjectThatCannotBeReadToItsEndIsQuarantinedAsAWhole) {
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
  std::vector<RecordFault> faults;
  for (int64_t number = 1; number <= 23; ++number) faults.push_back({number, "wrong"});
  const auto text = describe_faults(faults);
  EXPECT_THAT(text, testing::StartsWith("record 1: wrong; record 2: wrong; "));
  EXPECT_THAT(text, testing::EndsWith("record 20: wrong; and 3 more records"));
}

TEST(QualityGate, ALargeContainerIsReadInPartsWithTheSameResult) {
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

TEST(QualityGate, ALargeContainerThatIsDamagedIsQuarantinedAsAWhole) {
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

TEST(Quarantine, RetryReadsWhatAnIngestLeavesAlone) {
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

TEST(Quarantine, AnObjectThatWasRepairedLeavesIt) {
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

TEST(Quarantine, ObjectsThatAreGoneAreAnErrorOnlyWhereTheyAreNamed) {
  TestLake test;
  test.put_avro("a.avro", {faulty_record(1)});
  const Lake lake = test.open();
  ASSERT_TRUE(ingest(lake, {}));
  const std::vector<std::string> uris = {entries_of(lake).at(0).object_uri};
  test.remove_raw("a.avro");
  EXPECT_EQ(retry_quarantined(lake, {}, {})->objects_new, 0u);
  EXPECT_EQ(retry_quarantined(lake, uris, {}).error().kind, ErrorKind::kNotFound);
  EXPECT_EQ(entries_of(lake).size(), 1u);
}

TEST(Quarantine, AnEmptyLakeHasNone) {
  TestLake test;
  EXPECT_THAT(quarantined_objects(LakeTables::load_all(test.open()).value()).value(), IsEmpty());
}

}  // namespace
}  // namespace eigenlake
