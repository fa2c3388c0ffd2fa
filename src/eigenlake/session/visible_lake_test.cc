// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/visible_lake.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/ingest/ingest.h"
#include "eigenlake/lake/testing/test_lake.h"
#include "eigenlake/lake/user_tags.h"
#include "eigenlake/session/sql_rows.h"
#include "eigenlake/session/testing/filled_lake.h"
#include "eigenlake/session/testing/foreign_table.h"
#include "eigenlake/tables/table_definition.h"

namespace eigenlake {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Key;
using ::testing::SizeIs;

const std::vector<std::string> kMolecules = {"molecules"};

TimeTravel at_batch(const std::string& batch) {
  TimeTravel travel;
  travel.batch_id = batch;
  return travel;
}
TimeTravel at_time(int64_t time_ms) {
  TimeTravel travel;
  travel.as_of_ms = time_ms;
  return travel;
}
TimeTravel at_tag(const std::string& tag) {
  TimeTravel travel;
  travel.tag = tag;
  return travel;
}

/// A lake with two calls of ingest, three experiments in all.
class VisibleLakeTest : public ::testing::Test {
 protected:
  VisibleLakeTest() {
    fill_as_usual(test_);
    batches_ = batches_of(lake_);
    EXPECT_THAT(batches_, SizeIs(4));
  }

  Result<VisibleLake> load(const TimeTravel& travel) const { return VisibleLake::load(lake_, travel); }
  /// Rows of a table, as SQL counts them there.
  int64_t count(const TimeTravel& travel, const std::string& table = "molecules") const {
    const std::vector<std::string> names = {table};
    const auto visible = VisibleLake::load(lake_, travel, names);
    EXPECT_TRUE(visible) << visible.error().to_string();
    auto session = open_session(*visible, names, 1);
    EXPECT_TRUE(session) << session.error().to_string();
    const auto rows = read_rows(*session, "select count(*) as n from " + table);
    EXPECT_TRUE(rows) << rows.error().to_string();
    return rows ? rows->at(0)["n"].get<int64_t>() : -1;
  }
  Error error_of(const TimeTravel& travel) const {
    const auto visible = load(travel);
    EXPECT_FALSE(visible);
    return visible ? Error{} : visible.error();
  }
  int64_t snapshot_id_of(const std::string& table) const { return load({})->snapshot_of(table)->snapshot_id; }

  TestLake test_;
  const Lake lake_ = test_.open();
  std::vector<std::string> batches_;
};

TEST_F(VisibleLakeTest, PresentHasAllRows) {
  EXPECT_EQ(count({}), 3);
  EXPECT_EQ(count({}, "ml_run_summary"), 3);
  EXPECT_EQ(count({}, "labels"), 0);
  EXPECT_EQ(load({})->snapshot_of("labels"), nullptr);
}

TEST_F(VisibleLakeTest, BatchShowsTheStateAfterIt) {
  EXPECT_EQ(count(at_batch(batches_[0])), 1);
  EXPECT_EQ(count(at_batch(batches_[2])), 3);
}

TEST_F(VisibleLakeTest, FeaturesOfABatchAreThoseOfItsExperiments) {
  EXPECT_EQ(count(at_batch(batches_[0]), "ml_run_summary"), 1);
  EXPECT_EQ(count(at_batch(batches_[2]), "ml_run_summary"), 3);
}

TEST_F(VisibleLakeTest, PrefixBecomesTheIdOfTheBatch) {
  size_t length = 1;
  for (const std::string& other : batches_)
    while (other != batches_[1] && other.starts_with(batches_[1].substr(0, length))) ++length;
  const auto visible = load(at_batch(batches_[1].substr(0, length)));
  ASSERT_TRUE(visible) << visible.error().to_string();
  EXPECT_EQ(visible->travel.batch_id, batches_[1]);
  EXPECT_THAT(visible->log.batches(), SizeIs(2));
  EXPECT_THAT(visible->complete.batches(), SizeIs(4));
}

TEST_F(VisibleLakeTest, UnknownBatchIsNotFound) {
  EXPECT_EQ(error_of(at_batch("zz")).kind, ErrorKind::kNotFound);
  EXPECT_EQ(error_of(at_batch("")).kind, ErrorKind::kNotFound);
}

TEST_F(VisibleLakeTest, TimeShowsTheBatchesUpToIt) {
  const auto visible = load({});
  const auto& batches = visible->complete.batches();
  EXPECT_EQ(count(at_time(batches[0].audited_ms)), 1);
  EXPECT_EQ(count(at_time(batches[3].audited_ms + 1)), 3);
}

TEST_F(VisibleLakeTest, TimeBeforeTheFirstBatchIsNotFound) {
  const auto error = error_of(at_time(1000));
  EXPECT_EQ(error.kind, ErrorKind::kNotFound);
  EXPECT_THAT(error.message, HasSubstr("1970-01-01"));
}

TEST_F(VisibleLakeTest, TagShowsItsState) {
  const int64_t early = snapshot_id_of("molecules");
  ASSERT_TRUE(create_user_tag(lake_, "early", {{"molecules", early}}));
  fill_lake(lake_, 9, 1);
  EXPECT_EQ(count({}), 4);
  EXPECT_EQ(count(at_tag("early")), 3);
  EXPECT_EQ(count(at_tag("ear")), 3);
}

TEST_F(VisibleLakeTest, TableWithoutTheTagIsLeftOutOfSql) {
  ASSERT_TRUE(create_user_tag(lake_, "early", {{"molecules", snapshot_id_of("molecules")}}));
  const auto visible = load(at_tag("early"));
  ASSERT_TRUE(visible) << visible.error().to_string();
  EXPECT_EQ(visible->snapshot_of("vqe_results"), nullptr);
  const auto snapshots = visible->snapshots_of(std::vector<std::string>{"molecules", "vqe_results"});
  ASSERT_THAT(snapshots, SizeIs(1));
  EXPECT_EQ(snapshots[0].name, "molecules");
}

TEST_F(VisibleLakeTest, UnknownAndAmbiguousTagsAreRejected) {
  const std::map<std::string, int64_t> snapshots = {{"molecules", snapshot_id_of("molecules")}};
  ASSERT_TRUE(create_user_tag(lake_, "paper-1", snapshots));
  ASSERT_TRUE(create_user_tag(lake_, "paper-2", snapshots));
  const auto unknown = error_of(at_tag("nosuch"));
  EXPECT_EQ(unknown.kind, ErrorKind::kNotFound);
  EXPECT_THAT(unknown.message, HasSubstr("nosuch"));
  const auto several = error_of(at_tag("paper"));
  EXPECT_EQ(several.kind, ErrorKind::kUsage);
  EXPECT_THAT(several.message, HasSubstr("paper-1"));
  EXPECT_THAT(several.message, HasSubstr("paper-2"));
}

TEST_F(VisibleLakeTest, TagOfABatchIncludesItsFeatures) {
  std::string digits = batches_[2];
  std::erase(digits, '-');
  const TimeTravel travel = at_tag("v_incr_" + digits);
  EXPECT_EQ(count(travel), 3);
  EXPECT_EQ(count(travel, "ml_run_summary"), 3);
}

TEST_F(VisibleLakeTest, SnapshotOfAnIncompleteBatchIsHidden) {
  store_small_records(lake_, 5, 1);
  int num_hidden = 0;
  for (uint64_t calls = 2;; calls += 4) {
    TestLake copy;
    copy.copy_from(test_);
    if (ingest(copy.open_dying(calls), {})) break;
    const Lake left = copy.open();
    const auto visible = VisibleLake::load(left, {}, kMolecules);
    ASSERT_TRUE(visible) << visible.error().to_string();
    const auto& metadata = visible->tables.find("molecules")->metadata();
    const bool is_complete = visible->complete.batches().size() > batches_.size();
    EXPECT_EQ(visible->snapshot_of("molecules")->summary_value("total-records"), is_complete ? "4" : "3")
        << calls;
    num_hidden += metadata.current_snapshot() != visible->snapshot_of("molecules") ? 1 : 0;
  }
  EXPECT_GT(num_hidden, 0);
}

TEST_F(VisibleLakeTest, ForeignTablesAreLoadedByName) {
  put_foreign_table(lake_, "notes", 2);
  const std::vector<std::string> names = {"molecules", "notes"};
  const auto visible = VisibleLake::load(lake_, {}, names);
  ASSERT_TRUE(visible) << visible.error().to_string();
  EXPECT_THAT(visible->tables.tables(), Contains(Key("notes")));
  EXPECT_EQ(count({}, "notes"), 2);
  EXPECT_EQ(load({})->tables.find("notes"), nullptr);
}

TEST_F(VisibleLakeTest, NameThatSqlTakesForOneOfOursIsUnreadable) {
  put_foreign_table(lake_, "Molecules", 1);
  const auto visible = VisibleLake::load(lake_, {}, std::vector<std::string>{"molecules", "Molecules"});
  ASSERT_TRUE(visible) << visible.error().to_string();
  ASSERT_THAT(visible->unreadable, Contains(Key("Molecules")));
  EXPECT_EQ(visible->unreadable.at("Molecules").kind, ErrorKind::kUnsupported);
  EXPECT_THAT(visible->snapshots_of(std::vector<std::string>{"molecules", "Molecules"}), SizeIs(1));
}

TEST_F(VisibleLakeTest, MissingTableIsUnreadable) {
  const std::vector<std::string> names = {"nosuch"};
  const auto visible = VisibleLake::load(lake_, {}, names);
  ASSERT_TRUE(visible) << visible.error().to_string();
  EXPECT_FALSE(visible->check_readable(names));
  EXPECT_TRUE(visible->check_readable(kMolecules));
  EXPECT_FALSE(open_session(*visible, names, 1));
  EXPECT_FALSE(load_visible_table(lake_, "nosuch"));
  EXPECT_TRUE(load_visible_table(lake_, "labels"));
}

TEST_F(VisibleLakeTest, ForeignTablesFollowTheTimeOfTheBatch) {
  put_foreign_table(lake_, "notes", 2);
  // The table is younger than the first batch.
  EXPECT_EQ(count({}, "notes"), 2);
  const std::vector<std::string> names = {"notes"};
  const auto early = VisibleLake::load(lake_, at_batch(batches_[0]), names);
  ASSERT_TRUE(early) << early.error().to_string();
  EXPECT_EQ(early->snapshot_of("notes"), nullptr);
}

TEST(VisibleLake, EmptyLakeHasNoSnapshots) {
  const TestLake test;
  const Lake lake = test.open();
  const auto visible = VisibleLake::load(lake, {});
  ASSERT_TRUE(visible) << visible.error().to_string();
  EXPECT_THAT(visible->tables.tables(), IsEmpty());
  for (const TableDefinition& table : all_tables()) EXPECT_EQ(visible->snapshot_of(table.name), nullptr);
}

}  // namespace
}  // namespace eigenlake
