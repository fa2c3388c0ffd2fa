// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/run_lake.h"

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/ingest/delete_experiments.h"
#include "eigenlake/kafka/testing/mock_cluster.h"
#include "eigenlake/registry/testing/fake_registry.h"
#include "eigenlake/session/sql_rows.h"
#include "eigenlake/session/testing/filled_lake.h"
#include "eigenlake/session/testing/scratch_folder.h"
#include "eigenlake/session/testing/small_work.h"
#include "eigenlake/session/visible_lake.h"

namespace eigenlake {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class RunLakeTest : public ::testing::Test {
 protected:
  RunLakeTest() {
    request_.lake.location.lake = folder_.place("lake");
    request_.command = "run";
  }
  RunReport run(const SimulationWork& work) {
    observer_ = {};
    auto report = run_work(work, request_, observer_);
    EXPECT_TRUE(report) << report.error().to_string();
    return report ? *std::move(report) : RunReport();
  }
  Lake lake() const { return open_lake(request_.lake, LakeAccess::kWrite).value(); }
  Json row_of(const std::string& sql) const {
    const Lake there = lake();
    const auto visible = VisibleLake::load(there, {}).value();
    std::vector<std::string> names;
    for (const auto& [name, table] : visible.tables.tables()) names.push_back(name);
    auto session = open_session(visible, names, 1).value();
    const auto rows = read_rows(session, sql);
    EXPECT_TRUE(rows) << rows.error().to_string();
    return rows && rows->size() == 1 ? rows->front() : Json();
  }
  size_t num_raw_objects() const { return lake().raw_store().list(kRawPrefix)->size(); }

  const ScratchFolder folder_;
  RunRequest request_;
  KeepingObserver observer_;
};

TEST_F(RunLakeTest, RunFillsTablesAndFeatures) {
  const auto report = run(hydrogen_work({0, 1}));
  EXPECT_EQ(report.outcome.num_succeeded, 2U);
  EXPECT_FALSE(report.quarantined);
  EXPECT_FALSE(report.published);
  EXPECT_THAT(report.raw_uri, HasSubstr(folder_.place("lake/raw-results")));
  EXPECT_TRUE(observer_.are_tables_complete);
  EXPECT_EQ(observer_.num_rows_at_end, 2U);
  ASSERT_THAT(observer_.ingests, SizeIs(1));
  EXPECT_EQ(observer_.ingests[0].ingest.experiments_new, 2U);
  EXPECT_EQ(observer_.ingests[0].features.experiments_new, 2U);
  EXPECT_EQ(row_of("select count(*) as n from ml_run_summary")["n"], 2);
}

TEST_F(RunLakeTest, RawObjectsAloneMakeNoTable) {
  request_.target = RunTarget::kRawObjects;
  const auto report = run(hydrogen_work({0}));
  EXPECT_EQ(report.outcome.num_succeeded, 1U);
  EXPECT_THAT(observer_.ingests, IsEmpty());
  EXPECT_FALSE(observer_.are_tables_complete);
  EXPECT_EQ(num_raw_objects(), 1U);
  EXPECT_THAT(batches_of(lake()), IsEmpty());
}

TEST_F(RunLakeTest, SecondCallComputesNothing) {
  const auto work = hydrogen_work({0, 1});
  run(work);
  const auto report = run(work);
  EXPECT_EQ(report.outcome.num_succeeded, 0U);
  EXPECT_EQ(report.outcome.num_known, 2U);
  EXPECT_EQ(observer_.num_known, 2U);
  EXPECT_THAT(observer_.rows, SizeIs(2));
  EXPECT_EQ(num_raw_objects(), 2U);
  EXPECT_THAT(batches_of(lake()), SizeIs(2));
}

TEST_F(RunLakeTest, ForceComputesAgainAndTablesKeepOneRow) {
  run(hydrogen_work({0}));
  request_.force = true;
  const auto report = run(hydrogen_work({0}));
  EXPECT_EQ(report.outcome.num_succeeded, 1U);
  EXPECT_EQ(num_raw_objects(), 2U);
  EXPECT_EQ(row_of("select count(*) as n from molecules")["n"], 1);
}

TEST_F(RunLakeTest, OnlyForceRestoresDeletedExperiments) {
  const auto work = hydrogen_work({0});
  run(work);
  DeletionChange change{.experiment_ids = {work.plans[0].experiment_id}, .deleted = true, .changed_by = "me"};
  ASSERT_TRUE(change_deletions(lake(), change));
  EXPECT_EQ(run(work).outcome.num_succeeded, 0U);
  EXPECT_EQ(observer_.num_deleted, 1U);
  EXPECT_THAT(observer_.rows, IsEmpty());
  request_.force = true;
  EXPECT_EQ(run(work).outcome.num_succeeded, 1U);
  EXPECT_EQ(observer_.num_wanted_again, 1U);
  EXPECT_EQ(row_of("select count(*) as n from molecules")["n"], 1);
}

TEST_F(RunLakeTest, LabelsAreSetOnNewAndKnownExperiments) {
  auto work = hydrogen_work({0});
  run(work);
  work.labels = {{"series", "a"}};
  const auto report = run(work);
  EXPECT_FALSE(report.label_error);
  EXPECT_EQ(row_of("select value from labels")["value"], "a");
}

TEST_F(RunLakeTest, FailuresAreKeptInTheTables) {
  auto work = hydrogen_work({0});
  work.failures.push_back({"a.json, molecule 7", "Xx", {ErrorKind::kUnsupported, "no such element", {}}});
  run(work);
  const Json kept = row_of("select input, molecule, kind, reason, command from failed_runs");
  EXPECT_EQ(kept, (Json{{"input", "a.json, molecule 7"},
                        {"molecule", "Xx"},
                        {"kind", "unsupported"},
                        {"reason", "no such element"},
                        {"command", "run"}}));
}

TEST_F(RunLakeTest, QuarantinedObjectIsReported) {
  ASSERT_TRUE(lake().raw_store().put(std::string(kRawPrefix) + "bad.json", "no json"));
  EXPECT_TRUE(run(hydrogen_work({0})).quarantined);
  EXPECT_FALSE(run(hydrogen_work({1})).quarantined);
}

TEST_F(RunLakeTest, LandedRecordsAreIngestedBeforeComputing) {
  const auto work = hydrogen_work({0});
  run(work);
  const Lake other =
      Lake::open({.lake = folder_.place("other"), .raw = {}, .warehouse = {}}, LakeAccess::kWrite).value();
  const auto objects = lake().raw_store().list(kRawPrefix).value();
  ASSERT_TRUE(other.raw_store().put(std::string(kRawPrefix) + "runs+0+0.avro",
                                    lake().raw_store().get(objects.at(0).key).value()));
  request_.lake.location.lake = folder_.place("other");
  EXPECT_EQ(run(work).outcome.num_known, 1U);
  EXPECT_THAT(observer_.ingests, SizeIs(2));
}

TEST_F(RunLakeTest, InterruptionMakesNoTablesAndLosesNothing) {
  const auto work = hydrogen_work({0, 1});
  observer_.stop_after = 1;
  auto report = run_work(work, request_, observer_);
  ASSERT_TRUE(report) << report.error().to_string();
  EXPECT_TRUE(report->outcome.interrupted);
  EXPECT_EQ(observer_.num_rows_at_end, 1U);
  EXPECT_FALSE(observer_.are_tables_complete);
  EXPECT_THAT(batches_of(lake()), IsEmpty());
  EXPECT_EQ(run(work).outcome.num_known, 1U);
  EXPECT_EQ(row_of("select count(*) as n from molecules")["n"], 2);
}

TEST_F(RunLakeTest, OtherFeatureSettingsFailOnlyNewExperiments) {
  run(hydrogen_work({0}));
  request_.features.rolling_window = 3;
  run(hydrogen_work({0}));
  EXPECT_THAT(observer_.other_features, SizeIs(1));
  const auto refused = run_work(hydrogen_work({1}), request_, observer_);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::kUsage);
  EXPECT_TRUE(*features_difference(lake(), request_.features));
  EXPECT_FALSE(*features_difference(lake(), {}));
}

class RunWithTopicTest : public RunLakeTest {
 protected:
  RunWithTopicTest() {
    cluster_.create_topic("runs", 1);
    request_.publishing =
        PublisherOptions{.producer = {.client = cluster_.client(), .delivery_timeout_ms = 1000},
                         .registry = {.urls = {server_.endpoint()}, .timeout_ms = 1000, .attempts = 1},
                         .topic = "runs",
                         .spool_folder = folder_.place("spool"),
                         .timeout_ms = 1000,
                         .retry_delay_ms = 100};
  }
  kafka::MockCluster cluster_;
  registry::FakeRegistry registry_;
  TestHttpServer server_{std::ref(registry_)};
};

TEST_F(RunWithTopicTest, TopicIsServedWithoutALake) {
  request_.target = RunTarget::kTopic;
  const auto report = run(hydrogen_work({0, 1}));
  ASSERT_TRUE(report.published);
  EXPECT_EQ(report.published->published, 2U);
  EXPECT_EQ(report.published->waiting, 0U);
  EXPECT_FALSE(std::filesystem::exists(folder_.place("lake")));
  EXPECT_EQ(observer_.num_rows_at_end, 2U);
}

TEST_F(RunWithTopicTest, BesideALakeBothHaveTheRecords) {
  const auto report = run(hydrogen_work({0}));
  ASSERT_TRUE(report.published);
  EXPECT_EQ(report.published->published, 1U);
  EXPECT_EQ(row_of("select count(*) as n from molecules")["n"], 1);
}

TEST_F(RunWithTopicTest, SpooledRecordIsNotComputedAgain) {
  request_.target = RunTarget::kTopic;
  cluster_.set_down(true);
  const auto first = run(hydrogen_work({0}));
  EXPECT_EQ(first.published->waiting, 1U);
  const auto second = run(hydrogen_work({0}));
  EXPECT_EQ(second.outcome.num_known, 1U);
  EXPECT_EQ(second.outcome.num_succeeded, 0U);
  EXPECT_EQ(observer_.rows.at(0).origin, kInSpool);
  cluster_.set_down(false);
  request_.force = true;
  const auto forced = run(hydrogen_work({0}));
  EXPECT_EQ(forced.outcome.num_succeeded, 1U);
  EXPECT_EQ(forced.published->waiting, 0U);
}

}  // namespace
}  // namespace eigenlake
