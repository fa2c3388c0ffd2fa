// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/ingest/waiting_records.h"

#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/ingest/ingest.h"
#include "eigenlake/ingest/raw_record.h"
#include "eigenlake/lake/testing/test_lake.h"
#include "eigenlake/record/experiment_id.h"

namespace eigenlake {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

std::string id_of(int number) {
  return experiment_id(small_record(number)).value();
}

/// How often each experiment was found.
std::map<std::string, int> found_in(const Lake& lake, const std::vector<ObjectInfo>& objects,
                                    const std::set<std::string>& wanted) {
  std::map<std::string, int> count;
  const auto read =
      read_waiting_records(lake, objects, wanted, [&](const std::string& id, const RunRecord& record) {
        EXPECT_EQ(experiment_id(record).value(), id);
        ++count[id];
      });
  EXPECT_TRUE(read) << read.error().to_string();
  return count;
}

TEST(RawRecord, KeyNamesExperiment) {
  TestLake test;
  const Lake lake = test.open();
  ASSERT_TRUE(store_raw_record(lake, small_record(1), id_of(1)));
  const auto objects = lake.raw_store().list(kRawPrefix).value();
  ASSERT_THAT(objects, SizeIs(1));
  EXPECT_EQ(experiment_in_raw_key(objects[0].key), id_of(1));
}

TEST(RawRecord, ForeignKeysNameNoExperiment) {
  const std::string id = id_of(1);
  for (const std::string name :
       {"experiment.vqe+0+0000000001.avro", "12-3.avro", ("x-" + id + ".avro").c_str(),
        ("-" + id + ".avro").c_str(), ("12-" + id + ".json").c_str()})
    EXPECT_FALSE(experiment_in_raw_key(std::string(kRawPrefix) + name)) << name;
  EXPECT_FALSE(experiment_in_raw_key("12-" + id + ".avro"));
}

TEST(FindExperiments, ReportsExperimentsInTablesAndWaiting) {
  TestLake test;
  const Lake lake = test.open();
  ASSERT_TRUE(store_raw_record(lake, small_record(1), id_of(1)));
  ASSERT_TRUE(ingest(lake, {}));
  ASSERT_TRUE(store_raw_record(lake, small_record(2), id_of(2)));
  const auto found = find_experiments(lake, std::vector{id_of(1), id_of(2), id_of(3)});
  ASSERT_TRUE(found) << found.error().to_string();
  EXPECT_THAT(found->in_tables, ElementsAre(true, false, false));
  ASSERT_THAT(found->waiting, SizeIs(1));
  EXPECT_EQ(experiment_in_raw_key(found->waiting[0].key), id_of(2));
}

TEST(FindExperiments, EmptyLakeHasNothing) {
  TestLake test;
  const auto found = find_experiments(test.open(), std::vector{id_of(1)});
  ASSERT_TRUE(found) << found.error().to_string();
  EXPECT_THAT(found->in_tables, ElementsAre(false));
  EXPECT_THAT(found->waiting, IsEmpty());
}

TEST(WaitingRecords, FindsEachInSimulationAndSinkObjectsOnce) {
  TestLake test;
  const Lake lake = test.open();
  ASSERT_TRUE(store_raw_record(lake, small_record(1), id_of(1)));
  ASSERT_TRUE(store_raw_record(lake, small_record(1), id_of(1)));
  test.put_avro("experiment.vqe+0+0000000000.avro", {small_record(2), small_record(3), small_record(1)});
  const auto objects = lake.raw_store().list(kRawPrefix).value();
  const auto found = found_in(lake, objects, {id_of(1), id_of(3), id_of(4)});
  EXPECT_EQ(found, (std::map<std::string, int>{{id_of(1), 1}, {id_of(3), 1}}));
}

TEST(WaitingRecords, ObjectOfOtherContentIsIgnored) {
  TestLake test;
  const Lake lake = test.open();
  ASSERT_TRUE(store_raw_record(lake, small_record(2), id_of(1)));
  test.put_bytes("7-" + id_of(3) + ".avro", "torn");
  const auto objects = lake.raw_store().list(kRawPrefix).value();
  EXPECT_THAT(found_in(lake, objects, {id_of(1), id_of(3)}), IsEmpty());
}

TEST(WaitingRecords, MissingObjectIsIgnored) {
  TestLake test;
  const Lake lake = test.open();
  ASSERT_TRUE(store_raw_record(lake, small_record(1), id_of(1)));
  const auto objects = lake.raw_store().list(kRawPrefix).value();
  ASSERT_TRUE(lake.raw_store().remove(objects[0].key));
  EXPECT_THAT(found_in(lake, objects, {id_of(1)}), IsEmpty());
}

TEST(RawRecords, ListsLaterRecordsWithoutSinks) {
  TestLake test;
  const Lake lake = test.open();
  test.put_avro("1700000000000000000-" + id_of(1) + ".avro", {small_record(1)});
  test.put_avro("1700000000000000005-" + id_of(2) + ".avro", {small_record(2)});
  test.put_avro("experiment.vqe+0+0000000000.avro", {small_record(3)});
  const auto objects = raw_records_since(lake, 1'700'000'000'000'000'003);
  ASSERT_TRUE(objects);
  ASSERT_THAT(*objects, SizeIs(1));
  EXPECT_EQ(experiment_in_raw_key((*objects)[0].key), id_of(2));
}

}  // namespace
}  // namespace eigenlake
