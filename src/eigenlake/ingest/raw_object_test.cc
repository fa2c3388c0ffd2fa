// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/ingest/raw_object.h"

#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/ingest/large_object.h"
#include "eigenlake/ingest/raw_object_reader.h"
#include "eigenlake/lake/testing/test_lake.h"
#include "eigenlake/object_store/in_memory_object_store.h"
#include "eigenlake/record/experiment_id.h"
#include "eigenlake/record/record_encoder.h"

namespace eigenlake {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

std::vector<RunRecord> records(int count) {
  std::vector<RunRecord> all;
  for (int number = 1; number <= count; ++number) all.push_back(small_record(number));
  return all;
}

TEST(RecordFaults, NamesFirstTwentyAndCountsAll) {
  RecordFaults faults;
  for (int number = 1; number <= 20; ++number) faults.add(number, "x");
  EXPECT_THAT(faults.to_string(), EndsWith("record 20: x"));
  faults.add(21, "the last");
  EXPECT_EQ(faults.count(), 21U);
  EXPECT_THAT(faults.to_string(), EndsWith("record 20: x; and 1 more records"));
  EXPECT_THAT(faults.to_string(), Not(HasSubstr("the last")));
}

TEST(RecordFaults, AppendsFaultsOfNextPart) {
  RecordFaults whole;
  RecordFaults part;
  whole.add(2, "a");
  for (int number = 5; number < 30; ++number) part.add(number, "b");
  whole.add(std::move(part));
  EXPECT_EQ(whole.count(), 26U);
  EXPECT_THAT(whole.to_string(), HasSubstr("record 2: a; record 5: b"));
  EXPECT_THAT(whole.to_string(), EndsWith("record 23: b; and 6 more records"));
}

TEST(RecordGate, GoodRecordGetsIdAndBasisName) {
  RunRecord record = small_record(1);
  record.basis_set = "STO-3G";
  RawObject object;
  pass_gate(record, 1, object);
  ASSERT_EQ(object.experiments.size(), 1U);
  EXPECT_EQ(object.experiments[0].id, experiment_id(record).value());
  EXPECT_EQ(object.experiments[0].record.basis_set, "sto3g");
  EXPECT_EQ(object.records, 1);
}

TEST(RecordGate, FaultsAreCountedByNumber) {
  RunRecord record = small_record(1);
  record.minimum = std::numeric_limits<double>::infinity();
  RawObject object;
  pass_gate(record, 4, object);
  pass_gate(fail(ErrorKind::kCorrupt, "no record"), 6, object);
  EXPECT_THAT(object.experiments, IsEmpty());
  EXPECT_EQ(object.records, 2);
  EXPECT_THAT(object.faults.to_string(), HasSubstr("record 4: minimum"));
  EXPECT_THAT(object.faults.to_string(), EndsWith("record 6: no record"));
}

TEST(DecodeBudget, IsFourTimesTheWindow) {
  DecodeBudget budget(100);
  EXPECT_EQ(budget.limits().block_bytes_max, 100U);
  EXPECT_EQ(budget.limits().document_bytes_max, 25U);
  EXPECT_TRUE(budget.spend(300));
  EXPECT_TRUE(budget.spend(100));
  EXPECT_FALSE(budget.spend(1));
  budget.give_back(2);
  EXPECT_TRUE(budget.spend(1));
}

/// Reads the only object of a store in parts, and keeps their sizes.
struct PartReader {
  explicit PartReader(const std::string& bytes) { EXPECT_TRUE(store.put("a", bytes)); }

  Result<RawObject> read(uint64_t part_bytes) {
    return read_in_parts(store, store.head("a").value(), part_bytes, [&](RawObject&& part) -> Result<> {
      if (std::ssize(sizes) == fails_at) return fail(ErrorKind::kStore, "the tables are out of order");
      sizes.push_back(part.experiments.size());
      for (auto& experiment : part.experiments) ids.push_back(std::move(experiment.id));
      return {};
    });
  }

  InMemoryObjectStore store;
  int64_t fails_at = -1;
  std::vector<size_t> sizes;
  std::vector<std::string> ids;
};

TEST(ReadInParts, PartEndsWithFillingRecord) {
  const auto all = records(5);
  PartReader reader(write_records_avro(all).value());
  const auto total = reader.read(bytes_of(all[0]) + 1);
  ASSERT_TRUE(total) << total.error().to_string();
  EXPECT_THAT(reader.sizes, ElementsAre(2, 2, 1));
  EXPECT_EQ(total->records, 5);
  EXPECT_EQ(total->format, "avro");
  EXPECT_THAT(total->experiments, IsEmpty());
  std::vector<std::string> expected;
  for (const auto& record : all) expected.push_back(experiment_id(record).value());
  EXPECT_EQ(reader.ids, expected);
}

TEST(ReadInParts, FaultsKeepNumbersInObject) {
  auto all = records(4);
  all[1].minimum = all[3].minimum = std::numeric_limits<double>::quiet_NaN();
  PartReader reader(write_records_avro(all).value());
  const auto total = reader.read(1);
  ASSERT_TRUE(total) << total.error().to_string();
  EXPECT_THAT(reader.sizes, ElementsAre(1, 1)) << "parts without an experiment are left out";
  EXPECT_EQ(total->faults.count(), 2U);
  EXPECT_THAT(total->faults.to_string(), HasSubstr("record 2: minimum"));
  EXPECT_THAT(total->faults.to_string(), HasSubstr("; record 4: minimum"));
}

TEST(ReadInParts, CutObjectGivesNoPart) {
  std::string bytes = write_records_avro(records(3)).value();
  bytes.resize(bytes.size() - 20);
  PartReader reader(bytes);
  const auto total = reader.read(1);
  ASSERT_TRUE(total) << total.error().to_string();
  EXPECT_THAT(reader.sizes, IsEmpty());
  EXPECT_NE(total->error, "");
}

TEST(ReadInParts, ErrorOfSinkIsPassedOn) {
  PartReader reader(write_records_avro(records(3)).value());
  reader.fails_at = 1;
  const auto total = reader.read(1);
  ASSERT_FALSE(total);
  EXPECT_EQ(total.error().message, "the tables are out of order");
}

TEST(ReadInParts, ConcurrentChangeIsNamed) {
  PartReader reader(write_records_avro(records(2)).value());
  const auto listed = reader.store.head("a").value();
  ASSERT_TRUE(reader.store.put("a", write_records_avro(records(3)).value()));
  const auto total = read_in_parts(reader.store, listed, 1, [](RawObject&&) -> Result<> { return {}; });
  ASSERT_TRUE(total) << total.error().to_string();
  EXPECT_NE(total->error, "");
}

}  // namespace
}  // namespace eigenlake
