// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/commands/run_reporter.h"

#include <csignal>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/cli/testing/fake_process.h"
#include "eigenlake/session/testing/small_work.h"

namespace eigenlake {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::vector<int> seeds(int count) {
  std::vector<int> all;
  for (int seed = 0; seed < count; ++seed) all.push_back(seed);
  return all;
}

class RunReporterTest : public ::testing::Test {
 protected:
  /// A reporter of `num_runs` runs.
  RunReporter& reporter(int num_runs, const GivenFlags& flags = {}) {
    work_ = hydrogen_work(seeds(num_runs));
    invocation_.emplace(process_.invocation(flags));
    reporter_.emplace(*invocation_);
    reporter_->on_planned(work_);
    return *reporter_;
  }
  KnownRuns all_known(const char* origin = kInLake) const {
    KnownRuns known;
    for (const PlannedRun& plan : work_.plans) {
      SimulationRow row;
      row.origin = origin;
      known[plan.experiment_id] = row;
    }
    return known;
  }
  Deletions all_deleted() const {
    Deletions deleted;
    for (const PlannedRun& plan : work_.plans)
      deleted[plan.experiment_id] = {
          .deleted = true, .changed_at_us = 0, .changed_by = "mari", .reason = "wrong"};
    return deleted;
  }
  std::string said() const { return process_.err.str(); }

  FakeProcess process_;
  SimulationWork work_;
  std::optional<Invocation> invocation_;
  std::optional<RunReporter> reporter_;
};

TEST_F(RunReporterTest, UpToTenKnownExperimentsAreNamed) {
  reporter(10).on_known(all_known(), {});
  for (const PlannedRun& plan : work_.plans) EXPECT_THAT(said(), HasSubstr(plan.experiment_id.substr(0, 12)));
  process_.err.str("");
  reporter(11).on_known(all_known(), {});
  EXPECT_THAT(said(), AllOf(HasSubstr("11 of 11"), HasSubstr("--force")));
  EXPECT_THAT(said(), Not(HasSubstr(work_.plans[0].experiment_id.substr(0, 12))));
}

TEST_F(RunReporterTest, NoteNamesLakeOrSpool) {
  reporter(1).on_known(all_known(kInSpool), {});
  EXPECT_THAT(said(), AllOf(HasSubstr("spool"), Not(HasSubstr("lake"))));
  process_.err.str("");
  reporter(1).on_known(all_known(), {});
  EXPECT_THAT(said(), AllOf(HasSubstr("lake"), Not(HasSubstr("spool"))));
}

TEST_F(RunReporterTest, DeletedExperimentsAreNotedOnce) {
  reporter(1).on_known(all_known(), all_deleted());
  EXPECT_THAT(said(), AllOf(HasSubstr("mari"), HasSubstr("wrong"), HasSubstr("--force")));
  EXPECT_EQ(said().find('\n'), said().size() - 1) << "not as known as well";
  process_.err.str("");
  reporter(11).on_known(all_known(), all_deleted());
  EXPECT_THAT(said(), AllOf(HasSubstr("11 of 11"), HasSubstr("deleted")));
}

TEST_F(RunReporterTest, QuietDropsNotesAndKeepsWarnings) {
  RunReporter& quiet = reporter(1, {{"quiet", {"true"}}});
  quiet.on_known(all_known(), {});
  quiet.on_wanted_again(2);
  quiet.on_repeated(3);
  quiet.on_waiting({{"a", "process 1"}});
  EXPECT_THAT(said(), IsEmpty());
  quiet.on_warning("the disk is nearly full");
  EXPECT_EQ(said(), "warning: the disk is nearly full\n");
}

TEST_F(RunReporterTest, OtherCallsAreNotedOnceWithCounts) {
  RunReporter& all = reporter(3);
  const std::map<std::string, std::string> owners = {
      {"a", "process 1"}, {"b", "process 2"}, {"c", "process 1"}};
  all.on_waiting(owners);
  EXPECT_THAT(said(), AllOf(HasSubstr("3 experiments"), HasSubstr("process 1 (2), process 2 (1)")));
  const size_t length = said().size();
  all.on_waiting(owners);
  EXPECT_EQ(said().size(), length);
}

TEST_F(RunReporterTest, RepetitionsAndLiftedDeletionsAreCounted) {
  RunReporter& all = reporter(4);
  all.on_repeated(3);
  EXPECT_THAT(said(), HasSubstr("3 of 4 runs"));
  all.on_wanted_again(2);
  EXPECT_THAT(said(), HasSubstr("2 deleted experiments"));
}

TEST_F(RunReporterTest, VerboseNamesTheBatches) {
  IngestAndFeaturesReport report;
  reporter(1).on_ingested(report);
  EXPECT_THAT(said(), IsEmpty());
  RunReporter& verbose = reporter(1, {{"verbose", {"true"}}});
  verbose.on_ingested(report);
  EXPECT_THAT(said(), HasSubstr("nothing new"));
  report.ingest.batch.batch_id = "batch-1";
  report.features.batch.batch_id = "batch-2";
  verbose.on_ingested(report);
  EXPECT_THAT(said(), AllOf(HasSubstr("batch-1"), HasSubstr("batch-2")));
}

TEST_F(RunReporterTest, FailureIsAnErrorAndInJsonAnObject) {
  const MoleculeFailure failure{"a.json, molecule 0", "H2", {ErrorKind::kUnsupported, "too large", {}}};
  reporter(1).on_failed(failure);
  EXPECT_EQ(said(), "error: a.json, molecule 0: too large\n");
  EXPECT_EQ(process_.out.str(), "");
  reporter(1, {{"json", {"true"}}}).on_failed(failure);
  EXPECT_EQ(process_.out.str(),
            R"({"molecule":"a.json, molecule 0","success":false,"error":"a.json, molecule 0: too large"})"
            "\n");
}

TEST_F(RunReporterTest, SignalWithinAPhaseStopsTheWork) {
  RunReporter& all = reporter(1);
  all.begins(RunPhase::kSimulation);
  EXPECT_FALSE(all.stop_requested());
  std::raise(SIGINT);
  EXPECT_TRUE(all.stop_requested());
  all.ends(RunPhase::kSimulation);
  all.begins(RunPhase::kDelivery);
  EXPECT_FALSE(all.stop_requested()) << "the next phase is another one";
  EXPECT_FALSE(all.on_delivery({.published = 0, .pending = 1}));
  std::raise(SIGTERM);
  EXPECT_TRUE(all.on_delivery({.published = 0, .pending = 1}));
  all.ends(RunPhase::kDelivery);
}

}  // namespace
}  // namespace eigenlake
