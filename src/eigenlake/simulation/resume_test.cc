// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <tuple>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/record/evaluation_log_codec.h"
#include "eigenlake/record/record_encoder.h"
#include "eigenlake/simulation/testing/simulation_test_data.h"

// A simulation that is stopped, saved and resumed.

namespace eigenlake {
namespace {

using ::testing::HasSubstr;

/// The Avro bytes of the record, times aside.
std::string timeless_avro(RunRecord record) {
  remove_times(record);
  std::string bytes;
  encode_record(record, bytes);
  return bytes;
}

constexpr int kNeverStop = 1 << 30;

/// A simulation with a log that is stopped when it has said for the nth time how its search goes.
struct Trial {
  Result<SimulatedRun> run;
  int reports = 0;
};

Trial simulate_with(const PlannedRun& plan, EvaluationLog& log, int stop_after = kNeverStop,
                    int num_threads = 1) {
  Trial trial;
  const SimulationHooks hooks{
      .on_progress =
          [&](const SimulationProgress& progress) { trial.reports += progress.num_evaluations > 0; },
      .stop_requested = [&] { return trial.reports >= stop_after; }};
  ThreadPool pool(num_threads);
  trial.run = simulate(plan, 0, pool, hooks, &log);
  return trial;
}

/// As a program would that ends in between.
EvaluationLog saved_and_read(const EvaluationLog& log) {
  auto read = decode_evaluation_log(encode_evaluation_log(log));
  EXPECT_TRUE(read) << read.error().to_string();
  return read.value_or(EvaluationLog());
}

size_t size_of(const EvaluationLog& log) {
  size_t size = 0;
  for (const auto& evaluations : log.restarts) size += evaluations.size();
  return size;
}

/// From each prefix of its evaluations the run gives the same record. Requires: one restart.
void expect_resumed_after_any_evaluation(const PlannedRun& run) {
  EvaluationLog whole_log;
  const Trial whole = simulate_with(run, whole_log);
  ASSERT_TRUE(whole.run) << whole.run.error().to_string();
  const std::string expected = timeless_avro(whole.run->record);
  for (size_t kept = 0; kept < whole_log.restarts[0].size(); ++kept) {
    EvaluationLog log = whole_log;
    log.restarts[0].resize(kept);
    const Trial resumed = simulate_with(run, log);
    ASSERT_TRUE(resumed.run) << resumed.run.error().to_string();
    ASSERT_EQ(timeless_avro(resumed.run->record), expected) << "after " << kept << " evaluations";
  }
}

class EveryResumedSimulation : public testing::TestWithParam<std::tuple<AnsatzKind, OptimizerKind>> {
 protected:
  static PlannedRun plan(int restarts = 1) {
    ExperimentSpec spec = hardware_efficient(std::get<0>(GetParam()));
    spec.vqe.optimizer = std::get<1>(GetParam());
    spec.vqe.optimizer_options.max_iterations = 25;
    spec.vqe.optimizer_options.threshold = 1e-5;
    spec.restarts = restarts;
    auto planned = plan_run(h2(), spec);
    EXPECT_TRUE(planned) << planned.error().to_string();
    return *std::move(planned);
  }
};

TEST_P(EveryResumedSimulation, GivesTheRecordOfOneThatWasNotStopped) {
  const PlannedRun run = plan();
  EvaluationLog whole_log;
  const Trial whole = simulate_with(run, whole_log);
  ASSERT_TRUE(whole.run) << whole.run.error().to_string();
  const std::string expected = timeless_avro(whole.run->record);
  ThreadPool pool(1);
  EXPECT_EQ(timeless_avro(simulate(run, 0, pool, {}).value().record), expected) << "without a log";
  for (const int stop : {0, 1, whole.reports / 2, whole.reports - 1, whole.reports}) {
    EvaluationLog log;
    ASSERT_EQ(simulate_with(run, log, stop).run.error().kind, ErrorKind::kInterrupted);
    EXPECT_EQ(size_of(log) == 0, stop == 0);
    log = saved_and_read(log);
    if (stop > 1) {
      const size_t before = size_of(log);
      ASSERT_FALSE(simulate_with(run, log, 1).run) << "stopped while it is replayed";
      EXPECT_EQ(size_of(log), before);
    }
    if (stop < whole.reports) ASSERT_FALSE(simulate_with(run, log, stop + 1).run) << "stopped again";
    log = saved_and_read(log);
    const Trial resumed = simulate_with(run, log);
    ASSERT_TRUE(resumed.run) << resumed.run.error().to_string();
    EXPECT_EQ(timeless_avro(resumed.run->record), expected) << "after " << stop << " of " << whole.reports;
    EXPECT_EQ(size_of(log), size_of(whole_log));
  }
}

TEST_P(EveryResumedSimulation, ResumesAfterAnyEvaluation) {
  expect_resumed_after_any_evaluation(plan());
}

TEST_P(EveryResumedSimulation, ResumesEachOfSeveralRestarts) {
  const PlannedRun run = plan(3);
  EvaluationLog whole_log;
  const Trial whole = simulate_with(run, whole_log, kNeverStop, 2);
  ASSERT_TRUE(whole.run) << whole.run.error().to_string();
  EvaluationLog log;
  ASSERT_FALSE(simulate_with(run, log, whole.reports / 2, 2).run);
  EXPECT_LT(size_of(log), size_of(whole_log));
  log = saved_and_read(log);
  const Trial resumed = simulate_with(run, log, kNeverStop, 2);
  ASSERT_TRUE(resumed.run) << resumed.run.error().to_string();
  EXPECT_EQ(timeless_avro(resumed.run->record), timeless_avro(whole.run->record));
  EXPECT_EQ(size_of(log), size_of(whole_log));
}

std::vector<OptimizerKind> every_optimizer() {
  std::vector<OptimizerKind> kinds;
  for (size_t k = 0; k < kOptimizers.size(); ++k) kinds.push_back(static_cast<OptimizerKind>(k));
  return kinds;
}

INSTANTIATE_TEST_SUITE_P(All, EveryResumedSimulation,
                         testing::Combine(testing::ValuesIn(kAnsatzKinds),
                                          testing::ValuesIn(every_optimizer())),
                         [](const auto& info) {
                           std::string name(name_of(std::get<1>(info.param)));
                           std::erase(name, '-');
                           return std::string(name_of(std::get<0>(info.param))) + name;
                         });

TEST(ResumedSimulation, LogsTheSearchAloneAndAddsItsTime) {
  const PlannedRun run = *plan_run(h2(), {});
  EvaluationLog log;
  ASSERT_TRUE(simulate_with(run, log).run);
  const double seconds = log.seconds;
  EXPECT_GT(seconds, 0.0);
  const Trial again = simulate_with(run, log);
  ASSERT_TRUE(again.run);
  EXPECT_GT(log.seconds, seconds);
  EXPECT_EQ(again.run->record.minimization_time, log.seconds);
}

TEST(ResumedSimulation, LogOfAnotherExperimentIsRejectedAndKept) {
  ExperimentSpec other;
  other.seed = 1;
  EvaluationLog log;
  ASSERT_TRUE(simulate_with(*plan_run(h2(), {}), log).run);
  const std::string before = encode_evaluation_log(log);
  const auto refused = simulate_with(*plan_run(h2(), other), log).run;
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::kInvalidInput);
  EXPECT_EQ(encode_evaluation_log(log), before);
}

TEST(ResumedSimulation, LogWithOtherParametersOrTooManyEvaluationsIsRejected) {
  const PlannedRun run = *plan_run(h2(), {});
  EvaluationLog log;
  ASSERT_TRUE(simulate_with(run, log).run);
  EvaluationLog changed = log, longer = log;
  changed.restarts[0][2].parameters[0] += 1e-12;
  longer.restarts[0].push_back(longer.restarts[0].back());
  for (EvaluationLog* wrong : {&changed, &longer}) {
    const auto refused = simulate_with(run, *wrong).run;
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::kCorrupt);
    EXPECT_THAT(refused.error().message, HasSubstr("of restart 0"));
  }
}

TEST(ResumedSimulation, ChangedEnergyChangesTheRecord) {
  ExperimentSpec spec;
  spec.vqe.max_evaluations = 1;  // the next one would depend on it
  const PlannedRun run = *plan_run(h2(), spec);
  EvaluationLog log;
  const double energy = simulate_with(run, log).run.value().total_energy();
  log.restarts[0].at(0).evaluation.energy -= 1.0;
  EXPECT_NEAR(simulate_with(run, log).run.value().total_energy(), energy - 1.0, 1e-9)
      << "what is in the log is not computed again";
}

TEST(ResumedSimulation, FollowingRunResumes) {
  ExperimentSpec spec;
  const PlannedRun leader = *plan_run(h2(), spec);
  EvaluationLog none;
  spec.follow = leader.experiment_id;
  PlannedRun run = *plan_run(entry_of({"H", "H"}, 0.8), spec);
  run.followed_parameters = simulate_with(leader, none).run.value().record.optimal_parameters;
  expect_resumed_after_any_evaluation(run);
}

TEST(ResumedSimulation, ResumesOnItsWayOutOfASaddle) {
  ExperimentSpec spec = hardware_efficient(AnsatzKind::kEfficientSu2);
  spec.jitter = 0.0;
  for (const OptimizerKind optimizer : {OptimizerKind::kLbfgsb, OptimizerKind::kSlsqp}) {
    spec.vqe.optimizer = optimizer;
    const PlannedRun run = *plan_run(entry_of({"H", "H"}, 2.5), spec);
    EvaluationLog log;
    ASSERT_GT(simulate_with(run, log).run.value().diagnostics.saddles_escaped, 0);
    expect_resumed_after_any_evaluation(run);
  }
}

}  // namespace
}  // namespace eigenlake
