// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/ingest/label_batch.h"

#include <gtest/gtest.h>

#include "eigenlake/ingest/ingest.h"
#include "eigenlake/ingest/ingest_test_data.h"

namespace eigenlake {
namespace {

TEST(SetLabels, UnknownExperimentIsNamed) {
  TestLake test;
  put_experiments(test);
  const Lake lake = test.open();
  ASSERT_TRUE(ingest(lake, {}));
  const auto ids = column_of(lake, "molecules", "experiment_id");
  const std::vector<LabelChange> good = {{ids[0], "a", "1"}, {ids[1], "a", std::nullopt}};
  EXPECT_TRUE(set_labels(lake, good));
  const std::vector<LabelChange> bad = {{std::string(64, 'f'), "a", "1"}};
  EXPECT_EQ(set_labels(lake, bad).error().kind, ErrorKind::kNotFound);
  EXPECT_EQ(column_of(lake, "labels", "experiment_id"), (std::vector<std::string>{ids[0], ids[1]}));
}

TEST(SetLabels, DeathAtAnyStoreCallKeepsLabelAtomic) {
  TestLake before;
  put_experiments(before);
  ASSERT_TRUE(ingest(before.open(), {}));
  const auto ids = column_of(before.open(), "molecules", "experiment_id");
  const std::vector<LabelChange> changes = {{ids[0], "a", "1"}};
  for (uint64_t calls = 0;; ++calls) {
    TestLake test;
    test.copy_from(before);
    const bool is_done = set_labels(test.open_dying(calls), changes).has_value();
    const Lake lake = test.open();
    ASSERT_TRUE(ingest_and_features(lake, {}, {})) << calls;
    expect_whole(lake, fmt::format("after call {}", calls));
    const auto tables = LakeTables::load_all(lake).value();
    const auto log = AuditLog::read(tables.find(kAuditTable)).value();
    const auto* labels = tables.find(kLabelsTable);
    const bool is_there = labels != nullptr && visible_snapshot(labels->metadata(), log) != nullptr;
    EXPECT_GE(is_there, is_done) << calls;
    if (is_done) break;
  }
}

}  // namespace
}  // namespace eigenlake
