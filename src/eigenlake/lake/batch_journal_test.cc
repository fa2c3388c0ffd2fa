// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/lake/batch_journal.h"

#include <gtest/gtest.h>

#include "eigenlake/json/json.h"
#include "eigenlake/lake/batch_source.h"
#include "eigenlake/lake/pending_batch.h"
#include "eigenlake/lake/testing/batches.h"
#include "eigenlake/lake/testing/test_lake.h"

namespace eigenlake {
namespace {

BatchPlan full_plan() {
  BatchPlan plan;
  plan.stamp = by_hand::batch_stamp(7);
  plan.known_before = {.molecules = 11, .ml_run_summary = {}, .source_objects = 13};
  plan.objects = {{.key = "experiments/experiment.vqe/a.avro", .size_bytes = 5, .etag = "e1"},
                  {.key = "experiments/experiment.vqe/b.json", .size_bytes = 6, .etag = "e\"2"}};
  plan.settings = {.rolling_window = 3, .trajectory_head = 4, .trajectory_tail = 5};
  plan.parent_batch = by_hand::batch_id(6);
  plan.restores = true;
  plan.replaces_features = true;
  plan.direct = {.topic = "runs", .before = {{"runs", {{0, {0, 4}}}}}, .after = {{"runs", {{0, {0, 9}}}}}};
  plan.deletion = {.experiment_ids = {"x", "y"}, .deleted = false, .changed_by = "mari@lab", .reason = "ü"};
  plan.purged_tables = {"molecules"};
  return plan;
}

TEST(BatchJournal, PlanRoundTrips) {
  const TestLake lake;
  const Lake opened = lake.open();
  const BatchPlan plan = full_plan();
  ASSERT_TRUE(save_pending_batch(opened, plan));
  const auto loaded = load_pending_batch(opened);
  ASSERT_TRUE(loaded && *loaded);
  const BatchPlan& back = **loaded;
  EXPECT_EQ(back.stamp.batch_id, plan.stamp.batch_id);
  EXPECT_EQ(back.stamp.processing_name, plan.stamp.processing_name);
  EXPECT_EQ(back.stamp.timestamp_us, plan.stamp.timestamp_us);
  EXPECT_EQ(back.known_before, plan.known_before);
  ASSERT_EQ(back.objects.size(), 2u);
  EXPECT_EQ(back.objects[1].key, plan.objects[1].key);
  EXPECT_EQ(back.objects[1].size_bytes, 6u);
  EXPECT_EQ(back.objects[1].etag, "e\"2");
  EXPECT_EQ(back.settings, plan.settings);
  EXPECT_EQ(back.parent_batch, plan.parent_batch);
  EXPECT_TRUE(back.restores);
  EXPECT_TRUE(back.replaces_features);
  EXPECT_EQ(back.direct->topic, "runs");
  EXPECT_EQ(back.direct->before, plan.direct->before);
  EXPECT_EQ(back.direct->after, plan.direct->after);
  EXPECT_EQ(back.deletion->experiment_ids, plan.deletion->experiment_ids);
  EXPECT_FALSE(back.deletion->deleted);
  EXPECT_EQ(back.deletion->changed_by, "mari@lab");
  EXPECT_EQ(back.deletion->reason, "ü");
  EXPECT_EQ(back.purged_tables, plan.purged_tables);
}

TEST(BatchJournal, MissingPartsStayMissing) {
  const TestLake lake;
  const Lake opened = lake.open();
  BatchPlan plan;
  plan.stamp = by_hand::batch_stamp(1);
  ASSERT_TRUE(save_pending_batch(opened, plan));
  const BatchPlan back = **load_pending_batch(opened);
  EXPECT_TRUE(back.objects.empty());
  EXPECT_FALSE(back.direct);
  EXPECT_FALSE(back.deletion);
  EXPECT_FALSE(back.restores);
  EXPECT_EQ(back.known_before, IndexSnapshots());
}

TEST(BatchJournal, OneBatchIsPendingAtMost) {
  const TestLake lake;
  const Lake opened = lake.open();
  EXPECT_FALSE(*load_pending_batch(opened));
  EXPECT_EQ(*pending_batch_id(opened.state_store()), "");
  ASSERT_TRUE(save_pending_batch(opened, full_plan()));
  EXPECT_EQ(*pending_batch_id(opened.state_store()), by_hand::batch_id(7));
  ASSERT_TRUE(remove_pending_batch(opened));
  EXPECT_FALSE(*load_pending_batch(opened));
  EXPECT_EQ(*pending_batch_id(opened.state_store()), "");
}

/// A damaged file counts as none: the snapshots tell of the batch, too.
TEST(BatchJournal, DamagedFileMeansNoBatch) {
  const TestLake lake;
  const Lake opened = lake.open();
  ASSERT_TRUE(save_pending_batch(opened, full_plan()));
  const std::string whole = *opened.state_store().get(kPendingKey);
  for (const char* member : {"batch_id", "timestamp_us", "known_before", "settings", "objects"}) {
    auto document = *parse_json(whole);
    document.erase(member);
    ASSERT_TRUE(opened.state_store().put(kPendingKey, document.dump()));
    EXPECT_FALSE(load_pending_batch(opened).value()) << member;
  }
  for (const std::string& text : {std::string(), std::string("[]"), std::string("3"), whole.substr(0, 100)}) {
    ASSERT_TRUE(opened.state_store().put(kPendingKey, text));
    EXPECT_FALSE(load_pending_batch(opened).value()) << text;
    EXPECT_EQ(*pending_batch_id(opened.state_store()), "");
  }
}

TEST(BatchJournal, Version010KeysLoseTheirFolder) {
  const TestLake lake;
  const Lake opened = lake.open();
  BatchPlan plan;
  plan.stamp = by_hand::batch_stamp(1);
  plan.objects = {{.key = "raw-results/experiments/experiment.vqe/a.avro", .size_bytes = 1, .etag = "e"}};
  ASSERT_TRUE(save_pending_batch(opened, plan));
  EXPECT_EQ((**load_pending_batch(opened)).objects[0].key, "experiments/experiment.vqe/a.avro");
}

TEST(BatchJournal, StoreErrorIsReported) {
  const TestLake lake;
  const Lake dying = lake.open_dying(0);
  std::ignore = dying.state_store().put("x", "");
  EXPECT_EQ(load_pending_batch(dying).error().kind, ErrorKind::kStore);
  EXPECT_EQ(pending_batch_id(dying.state_store()).error().kind, ErrorKind::kStore);
}

TEST(BatchSource, MessagesAreNamedByTheirOffsets) {
  const TestLake lake;
  const Lake opened = lake.open();
  EXPECT_EQ(source_uri(opened, "direct/runs/0/5-9.avro"), "kafka://runs/0/5-9");
  EXPECT_EQ(source_uri(opened, "direct/runs.v1/0/7.json"), "kafka://runs.v1/0/7");
  EXPECT_EQ(source_uri(opened, "experiments/experiment.vqe/a.avro"),
            "memory://raw/experiments/experiment.vqe/a.avro");
  EXPECT_EQ(&store_of(opened, "direct/runs/0/5-9.avro"), &opened.state_store());
  EXPECT_EQ(&store_of(opened, "experiments/experiment.vqe/a.avro"), &opened.raw_store());
  EXPECT_FALSE(is_direct("experiments/direct/a"));
}

TEST(BatchSource, OnlyWaitingMessagesAreRemoved) {
  const TestLake lake;
  const Lake opened = lake.open();
  for (const char* key : {"direct/runs/0/0-1.avro", "direct/runs/1/7.json", "other"})
    ASSERT_TRUE(opened.state_store().put(key, "x"));
  ASSERT_TRUE(remove_direct_objects(opened));
  EXPECT_TRUE(opened.state_store().list(kDirectPrefix)->empty());
  EXPECT_TRUE(*opened.state_store().exists("other"));
}

}  // namespace
}  // namespace eigenlake
