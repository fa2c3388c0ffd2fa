// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/vqe/log_replay.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace eigenlake {
namespace {

using ::testing::HasSubstr;

/// Its energy is its parameter.
class Identity final : public Estimator {
 public:
  int num_parameters() const override { return 1; }
  Evaluation evaluate(std::span<const double> parameters) override { return {.energy = parameters[0]}; }
};

double energy_at(Estimator& estimator, double parameter) {
  return estimator.evaluate(std::vector{parameter}).energy;
}

TEST(LogReplay, EmptyLogIsTakenByTheExperiment) {
  EvaluationLog log;
  auto replay = LogReplay::begin(log, "abc", 2);
  ASSERT_TRUE(replay) << replay.error().to_string();
  energy_at(*replay->answer(1, std::make_unique<Identity>()), 0.5);
  EXPECT_TRUE(replay->check(true));
  EXPECT_EQ(log.experiment_id, "abc");
  ASSERT_EQ(log.restarts.size(), 2u);
  EXPECT_TRUE(log.restarts[0].empty());
  ASSERT_EQ(log.restarts[1].size(), 1u);
  EXPECT_EQ(log.restarts[1][0].evaluation.energy, 0.5);
}

TEST(LogReplay, EachRestartHasItsOwnPartOfTheLog) {
  EvaluationLog log{.experiment_id = "abc", .restarts = {{{{0.5}, {}, {.energy = 1.0}}}, {}}};
  auto replay = LogReplay::begin(log, "abc", 2);
  ASSERT_TRUE(replay) << replay.error().to_string();
  EXPECT_EQ(energy_at(*replay->answer(0, std::make_unique<Identity>()), 0.5), 1.0);
  EXPECT_EQ(energy_at(*replay->answer(1, std::make_unique<Identity>()), 0.5), 0.5);
  EXPECT_TRUE(replay->check(true));
}

TEST(LogReplay, LogOfAnotherExperimentOrOtherRestartsIsRejected) {
  EvaluationLog log{.experiment_id = "abc", .restarts = {{}, {}}};
  EXPECT_EQ(LogReplay::begin(log, "abd", 2).error().kind, ErrorKind::kInvalidInput);
  EXPECT_EQ(LogReplay::begin(log, "abc", 3).error().kind, ErrorKind::kCorrupt);
  EXPECT_EQ(LogReplay::begin(log, "abc", 1).error().kind, ErrorKind::kCorrupt);
  EXPECT_EQ(log.experiment_id, "abc");
  EXPECT_EQ(log.restarts.size(), 2u);
}

TEST(LogReplay, DivergenceNamesTheEvaluation) {
  EvaluationLog log{.experiment_id = "abc",
                    .restarts = {{}, {{{0.5}, {}, {.energy = 1.0}}, {{0.6}, {}, {.energy = 1.1}}}}};
  auto replay = LogReplay::begin(log, "abc", 2);
  ASSERT_TRUE(replay) << replay.error().to_string();
  const auto estimator = replay->answer(1, std::make_unique<Identity>());
  energy_at(*estimator, 0.5);
  EXPECT_FALSE(replay->has_diverged(1));
  energy_at(*estimator, 0.7);
  EXPECT_FALSE(replay->has_diverged(0));
  EXPECT_TRUE(replay->has_diverged(1));
  for (const bool is_complete : {false, true}) {
    const auto checked = replay->check(is_complete);
    ASSERT_FALSE(checked);
    EXPECT_EQ(checked.error().kind, ErrorKind::kCorrupt);
    EXPECT_THAT(checked.error().message, HasSubstr("evaluation 2 of restart 1"));
  }
}

TEST(LogReplay, UnusedEvaluationsFailOnlyACompleteSearch) {
  EvaluationLog log{.experiment_id = "abc",
                    .restarts = {{{{0.5}, {}, {.energy = 1.0}}, {{0.6}, {}, {.energy = 1.1}}}}};
  auto replay = LogReplay::begin(log, "abc", 1);
  ASSERT_TRUE(replay) << replay.error().to_string();
  energy_at(*replay->answer(0, std::make_unique<Identity>()), 0.5);
  EXPECT_TRUE(replay->check(false));
  EXPECT_EQ(replay->check(true).error().kind, ErrorKind::kCorrupt);
}

}  // namespace
}  // namespace eigenlake
