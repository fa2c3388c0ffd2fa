// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/lake/audit_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/iceberg/spec/table_metadata_update.h"
#include "eigenlake/iceberg/update/table_changes.h"
#include "eigenlake/lake/audited_rows.h"
#include "eigenlake/lake/batch_tags.h"
#include "eigenlake/lake/lake_tables.h"
#include "eigenlake/lake/testing/batches.h"
#include "eigenlake/lake/testing/test_lake.h"

namespace eigenlake {
namespace {

using by_hand::audit_batch;
using by_hand::batch_id;
using by_hand::batch_stamp;
using by_hand::log_of;
using iceberg::SnapshotRef;
using iceberg::TableMetadata;
using ::testing::ElementsAre;

/// A table whose snapshots are made by `append`, `replace` and `foreign`; ids count from 1.
class History {
 public:
  History& append(int batch, int parent_batch = 0) {
    iceberg::SnapshotSummary summary = {{"operation", "append"},
                                        {std::string(kBatchIdProperty), batch_id(batch)}};
    if (parent_batch > 0) summary[std::string(kParentBatchIdProperty)] = batch_id(parent_batch);
    return add(std::move(summary));
  }
  History& replace() { return add({{"operation", "replace"}}); }
  History& foreign() { return add({{"operation", "append"}}); }

  TableMetadata metadata;

 private:
  History& add(iceberg::SnapshotSummary summary) {
    const int64_t id = std::ssize(metadata.snapshots) + 1;
    EXPECT_TRUE(iceberg::add_snapshot(
        metadata, iceberg::make_snapshot(id, metadata.current_snapshot_id, id, 1000 * id, "m", 0, summary)));
    return *this;
  }
};

std::vector<std::string> ids_of(const AuditLog& log) {
  std::vector<std::string> ids;
  for (const AuditedBatch& batch : log.batches()) ids.push_back(batch.batch_id);
  return ids;
}

int64_t seen(const History& history, const AuditLog& log) {
  const auto* snapshot = visible_snapshot(history.metadata, log);
  return snapshot == nullptr ? 0 : snapshot->snapshot_id;
}

TEST(VisibleSnapshot, IsOfTheNewestCompleteBatch) {
  const AuditLog log = log_of({1, 2});
  EXPECT_EQ(seen(History(), log), 0);
  EXPECT_EQ(seen(History().append(1).append(2), log), 2);
  EXPECT_EQ(seen(History().append(1).append(2).append(3), log), 2) << "3 is under way";
  EXPECT_EQ(seen(History().append(3), log), 0);
  EXPECT_EQ(seen(History().append(1).append(3).append(4), log), 1);
}

TEST(VisibleSnapshot, IncludesOtherEngines) {
  const AuditLog log = log_of({1});
  EXPECT_EQ(seen(History().foreign(), log), 1);
  EXPECT_EQ(seen(History().append(1).foreign(), log), 2);
  EXPECT_EQ(seen(History().append(3).foreign(), log), 2) << "what it was put on cannot be taken away";
}

TEST(VisibleSnapshot, ReplacementIsVisibleWithItsParent) {
  const AuditLog log = log_of({1, 2});
  EXPECT_EQ(seen(History().append(1).replace(), log), 2);
  EXPECT_EQ(seen(History().append(1).append(2).replace().replace(), log), 4);
  EXPECT_EQ(seen(History().append(1).append(3).replace(), log), 1) << "its rows are not complete";
  EXPECT_EQ(seen(History().replace(), log), 1) << "what it replaced expired";
}

TEST(IncompleteBatches, AreThoseSinceTheLastCompleteOne) {
  const AuditLog log = log_of({1, 2});
  EXPECT_TRUE(incomplete_batches(History().append(1).metadata, log).empty());
  EXPECT_THAT(incomplete_batches(History().append(1).append(3).foreign().append(4).metadata, log),
              ElementsAre(batch_id(4), batch_id(3)));
  EXPECT_THAT(incomplete_batches(History().append(3).append(2).append(4).metadata, log),
              ElementsAre(batch_id(4)));
}

TEST(NewestBatchOf, SkipsMaintenanceAndOtherEngines) {
  const auto metadata = History().foreign().append(1).append(2).replace().foreign().metadata;
  const auto newest_at = [&](int64_t id) { return newest_batch_of(metadata, metadata.snapshot_by_id(id)); };
  EXPECT_EQ(newest_at(5), batch_id(2));
  EXPECT_EQ(newest_at(2), batch_id(1));
  EXPECT_EQ(newest_at(1), std::nullopt);
  EXPECT_EQ(newest_batch_of(metadata, nullptr), std::nullopt);
}

TEST(CheckOneIncomplete, SeveralMeanLostAuditRows) {
  EXPECT_TRUE(check_one_incomplete({}));
  EXPECT_TRUE(check_one_incomplete({batch_id(1)}));
  const auto several = check_one_incomplete({batch_id(1), batch_id(2)});
  EXPECT_EQ(several.error().kind, ErrorKind::kStore);
  EXPECT_TRUE(several.error().message.contains(batch_id(2))) << several.error().message;
}

TEST(NewestSnapshot, IsOfABatchOfTheLog) {
  const History history = History().append(1).append(2).foreign().append(3).replace();
  const auto newest = [&](const std::vector<int>& batches) {
    const auto* snapshot = newest_snapshot_of(history.metadata, log_of(batches));
    return snapshot == nullptr ? 0 : snapshot->snapshot_id;
  };
  EXPECT_EQ(newest({1, 2, 3}), 4) << "no replacement and no other engine's";
  EXPECT_EQ(newest({1, 2}), 2);
  EXPECT_EQ(newest({1}), 1);
  EXPECT_EQ(newest({9}), 0);
}

/// Features are computed by batches of their own, of the experiments of earlier ones.
TEST(NewestFeatures, AreComputedFromTheLogsBatches) {
  const History history = History().append(2, 1).append(4, 3).append(6, 5);
  const AuditLog complete = log_of({1, 2, 3, 4, 5});
  const auto newest = [&](const AuditLog& log) {
    const auto* snapshot = newest_features_of(history.metadata, log, complete);
    return snapshot == nullptr ? 0 : snapshot->snapshot_id;
  };
  EXPECT_EQ(newest(*complete.up_to_batch(batch_id(1))), 1) << "computed later, of batch 1";
  EXPECT_EQ(newest(*complete.up_to_batch(batch_id(2))), 1);
  EXPECT_EQ(newest(*complete.up_to_batch(batch_id(3))), 2);
  EXPECT_EQ(newest(complete), 2) << "batch 6 is not complete";
  EXPECT_EQ(newest(AuditLog()), 0);
}

TEST(AuditLog, TagsGiveTheBatchesInOrder) {
  const AuditLog log = log_of({3, 1, 2});
  EXPECT_THAT(ids_of(log), ElementsAre(batch_id(3), batch_id(1), batch_id(2)));
  EXPECT_EQ(log.batches()[1].audited_ms, 2000);
  EXPECT_TRUE(log.contains(batch_id(2)));
  EXPECT_FALSE(log.contains(batch_id(4)));
  EXPECT_TRUE(AuditLog::read(nullptr)->batches().empty());
}

TEST(AuditLog, EndsAtABatchOrATime) {
  const AuditLog log = log_of({1, 2, 3});
  EXPECT_THAT(ids_of(*log.up_to_batch(batch_id(2))), ElementsAre(batch_id(1), batch_id(2)));
  EXPECT_FALSE(log.up_to_batch(batch_id(2))->contains(batch_id(3)));
  EXPECT_EQ(log.up_to_batch(batch_id(4)).error().kind, ErrorKind::kNotFound);
  EXPECT_THAT(ids_of(log.up_to_time(2000)), ElementsAre(batch_id(1), batch_id(2)));
  EXPECT_THAT(ids_of(log.up_to_time(1999)), ElementsAre(batch_id(1)));
  EXPECT_FALSE(log.up_to_time(999).contains(batch_id(1)));
}

TEST(AuditLog, PrefixFindsABatch) {
  const AuditLog log = log_of({1, 2, 13});
  for (const char* prefix : {"00000001", "00000001-0000-4", "0000000100004", "00000001-00004"})
    EXPECT_EQ(*log.batch_with_prefix(prefix), batch_id(1)) << prefix;
  EXPECT_EQ(*log.batch_with_prefix(batch_id(2)), batch_id(2));
  const auto several = log.batch_with_prefix("0000000");
  EXPECT_EQ(several.error().kind, ErrorKind::kUsage);
  EXPECT_TRUE(several.error().message.contains(batch_id(1) + ", " + batch_id(2))) << several.error().message;
  for (const char* none : {"9", "", "-", "00000001x"})
    EXPECT_EQ(log.batch_with_prefix(none).error().kind, ErrorKind::kNotFound) << none;
}

TEST(CheckNotExpired, LastBatchRequiresItsSnapshot) {
  History audit = History().append(1).append(2);
  EXPECT_TRUE(check_not_expired(audit.metadata, AuditLog()));
  EXPECT_TRUE(check_not_expired(audit.metadata, log_of({1, 2})));
  EXPECT_TRUE(check_not_expired(audit.metadata, log_of({9, 1}))) << "only the last one is read";
  const auto expired = check_not_expired(audit.metadata, log_of({9}));
  EXPECT_EQ(expired.error().kind, ErrorKind::kNotFound);
  EXPECT_TRUE(expired.error().message.contains("is that of batch " + batch_id(1))) << expired.error().message;
  audit.metadata.refs[append_tag(batch_id(9))] = {2, SnapshotRef::Kind::kTag, {}, {}, {}};
  EXPECT_TRUE(check_not_expired(audit.metadata, log_of({9}))) << "a tag tells of it";
}

/// After tags expired, or where another engine wrote, the rows tell.
TEST(AuditLog, RowsListBatchesWithoutTags) {
  const TestLake lake;
  const Lake opened = lake.open();
  for (int batch = 1; batch <= 3; ++batch) audit_batch(opened, batch_stamp(batch));
  iceberg::Table audit = by_hand::make_table(opened, kAuditTable);
  ASSERT_TRUE(iceberg::remove_ref(audit, append_tag(batch_id(2))));
  const auto log = AuditLog::read(&audit);
  ASSERT_TRUE(log) << log.error().to_string();
  EXPECT_TRUE(log->contains(batch_id(2)));
  EXPECT_EQ(log->batches().size(), 3u);
  EXPECT_EQ(log->batches().front().batch_id, batch_id(2)) << "its row says when it began, in 2025";
  EXPECT_EQ(log->batches().front().audited_ms, batch_stamp(2).timestamp_us / 1000);
  EXPECT_GT(log->batches().back().audited_ms, log->batches().front().audited_ms);
}

TEST(AuditedRows, AreTheCountsOfEachBatch) {
  const TestLake lake;
  const Lake opened = lake.open();
  audit_batch(opened, batch_stamp(1), {{"molecules", 5}, {"labels", 0}});
  audit_batch(opened, batch_stamp(2), {{"molecules", -2}});
  const auto audited = read_audited_rows(by_hand::make_table(opened, kAuditTable));
  ASSERT_TRUE(audited) << audited.error().to_string();
  EXPECT_EQ(*audited, (AuditedRows{{batch_id(1), {{"molecules", 5}, {"labels", 0}}},
                                   {batch_id(2), {{"molecules", -2}}}}));
}

TEST(BatchTags, FollowFromTheDigits) {
  const std::string id = "01234567-89ab-4cde-8f01-23456789abcd";
  EXPECT_EQ(creation_tag(id), "v_0123456789ab4cde8f0123456789abcd");
  EXPECT_EQ(append_tag(id), "v_incr_0123456789ab4cde8f0123456789abcd");
  EXPECT_EQ(batch_of_tag(creation_tag(id)), id);
  EXPECT_EQ(batch_of_tag(append_tag(id)), id);
  for (const char* tag : {"", "main", "v_", "v_1", "paper", "v_incr_0123456789ab4cde8f0123456789abc",
                          "v_0123456789ab4cde8f0123456789abcde", "v_01234567-89ab-4cde-8f01-23456789",
                          "x_0123456789ab4cde8f0123456789abcd"})
    EXPECT_EQ(batch_of_tag(tag), std::nullopt) << tag;
}

}  // namespace
}  // namespace eigenlake
