// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/base/text_table.h"
#include "eigenlake/cli/output/delivery_report.h"
#include "eigenlake/cli/output/progress.h"
#include "eigenlake/cli/testing/fake_process.h"

namespace eigenlake {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::vector<PlannedRun> two_plans() {
  std::vector<PlannedRun> plans(2);
  plans[0].molecule_name = "H2";
  plans[1].molecule_name = "H2 bond 0-1 = 1.00 Å";
  return plans;
}

class SimulationProgressTest : public ::testing::Test {
 protected:
  SimulationProgressTest() { process_.context.err_is_terminal = true; }
  SimulationProgressLine line(const GivenFlags& flags = {}) {
    invocation_.emplace(process_.invocation(flags));
    return {*invocation_, plans_};
  }
  std::string shown() const { return process_.err.str(); }
  /// The terminal's content after the last erased line.
  std::string last() const { return shown().substr(shown().rfind(kEraseLine) + 4); }

  FakeProcess process_;
  const std::vector<PlannedRun> plans_ = two_plans();
  std::optional<Invocation> invocation_;
};

TEST_F(SimulationProgressTest, PhaseIsNamedBeforeTheFirstEnergy) {
  auto progress = line();
  progress.show({.run = 0, .phase = "integrals"});
  EXPECT_EQ(last(), "[1/2] H2: integrals …");
  progress.show({.run = 1, .phase = "vqe", .restart = 0, .num_evaluations = 12, .total_energy = -1.125});
  EXPECT_THAT(last(), StartsWith("[2/2] H2 bond 0-1 = 1.00 Å: 12 evaluations, -1.125000 hartree"));
}

TEST_F(SimulationProgressTest, LaterStartsAreNumbered) {
  auto progress = line();
  progress.show({.run = 0, .phase = "vqe", .restart = 2, .num_evaluations = 3, .total_energy = -1.0});
  EXPECT_THAT(last(), HasSubstr("start 3, 3 evaluations"));
}

TEST_F(SimulationProgressTest, OnlyNewPhasesAreShownAtOnce) {
  auto progress = line();
  progress.show({.run = 0, .phase = "vqe", .restart = 0, .num_evaluations = 1, .total_energy = -1.0});
  progress.show({.run = 0, .phase = "vqe", .restart = 0, .num_evaluations = 2, .total_energy = -1.1});
  EXPECT_THAT(shown(), Not(HasSubstr("2 evaluations")));
  progress.show({.run = 0, .phase = kReferencePhase});
  EXPECT_THAT(last(), HasSubstr("exact reference"));
}

TEST_F(SimulationProgressTest, FinishedMoleculeKeepsItsLine) {
  auto progress = line();
  progress.show({.run = 0, .phase = "integrals"});
  progress.finish(0, "-1.13727014 hartree");
  EXPECT_EQ(last(), "[1/2] H2: -1.13727014 hartree\n");
  progress.wait(3);
  EXPECT_THAT(last(), HasSubstr("3 experiments"));
  progress.clear();
  EXPECT_EQ(last(), "");
}

TEST_F(SimulationProgressTest, LineFitsTheTerminalInWholeCharacters) {
  for (int width = 10; width < 40; ++width) {
    process_.context.terminal_width = width;
    process_.err.str("");
    auto progress = line();
    progress.show({.run = 1, .phase = "vqe", .restart = 0, .num_evaluations = 12, .total_energy = -1.125});
    EXPECT_EQ(display_width(last()), static_cast<size_t>(width)) << last();
    // A byte that begins a character of two is not the last.
    EXPECT_LT(static_cast<unsigned char>(last().back()) & 0xC0U, 0xC0U) << width;
  }
}

TEST_F(SimulationProgressTest, QuietOrNoTerminalIsSilent) {
  for (const bool is_terminal : {false, true}) {
    process_.context.err_is_terminal = is_terminal;
    auto progress = is_terminal ? line({{"quiet", {"true"}}}) : line();
    progress.show({.run = 0, .phase = "integrals"});
    progress.finish(0, "done");
    progress.wait(1);
    progress.clear();
  }
  EXPECT_EQ(shown(), "");
}

TEST(ProgressLine, StateReplacesTheLastOne) {
  FakeProcess process;
  process.context.err_is_terminal = true;
  const Invocation invocation = process.invocation({}, "export");
  ProgressLine line(invocation);
  EXPECT_TRUE(line.is_due());
  line.show("[1/9] molecules: 42 rows");
  EXPECT_EQ(process.err.str(), "\r\x1b[K[1/9] molecules: 42 rows");
  EXPECT_FALSE(line.is_due()) << "it follows at once";
  line.clear();
  EXPECT_THAT(process.err.str(), EndsWith("\r\x1b[K"));
}

TEST(ProgressLine, QuietOrNoTerminalIsSilent) {
  for (const bool is_terminal : {false, true}) {
    FakeProcess process;
    process.context.out_is_terminal = true;
    process.context.terminal_width = 80;
    process.context.err_is_terminal = is_terminal;
    const Invocation invocation = process.invocation({{"quiet", {is_terminal ? "true" : "false"}}}, "land");
    ProgressLine line(invocation);
    EXPECT_FALSE(line.is_enabled());
    EXPECT_FALSE(line.is_due());
    line.show("30 records in 2 objects");
    line.clear();
    EXPECT_EQ(process.err.str(), "");
  }
}

TEST(DeliveryLine, OneLineCountsAcknowledgedRecords) {
  FakeProcess process;
  process.context.err_is_terminal = true;
  const Invocation invocation = process.invocation({}, "publish");
  DeliveryLine line(invocation);
  EXPECT_FALSE(line.show({.published = 3, .pending = 4}));
  EXPECT_THAT(process.err.str(), AllOf(StartsWith("\r"), HasSubstr("3 records"), HasSubstr("4 to go")));
  const auto before = process.err.str().size();
  line.show({.published = 7, .pending = 0});
  EXPECT_EQ(process.err.str().size(), before) << "nothing is left to wait for";
  line.clear();
  EXPECT_THAT(process.err.str(), EndsWith("\r\x1b[K"));
}

TEST(DeliveryLine, SilenceFollowsStderr) {
  FakeProcess process;
  process.context.out_is_terminal = true;
  process.context.terminal_width = 80;
  const Invocation invocation = process.invocation({}, "publish");
  DeliveryLine line(invocation);
  line.show({.published = 3, .pending = 4});
  line.clear();
  EXPECT_EQ(process.err.str(), "");
}

TEST(DeliveryReport, WaitingRecordsAreAWarningWithTheReason) {
  FakeProcess process;
  const Invocation invocation = process.invocation({}, "publish");
  PublisherOptions options;
  options.spool_folder = "/spool";
  report_undelivered(invocation, options,
                     {.published = 1,
                      .bytes = 0,
                      .waiting = 2,
                      .refused = {},
                      .reason = Error{ErrorKind::kUnavailable, "no broker", {}}});
  EXPECT_THAT(process.err.str(),
              AllOf(StartsWith("warning: 2 records"), HasSubstr("/spool"), HasSubstr("no broker")));
}

TEST(DeliveryReport, UpToTenRejectedRecordsAreNamed) {
  FakeProcess process;
  const Invocation invocation = process.invocation({}, "publish");
  PublishReport report{.published = 0, .bytes = 0, .waiting = 12};
  for (int i = 0; i < 12; ++i)
    report.refused.push_back({ErrorKind::kResourceLimit, "record " + std::to_string(i) + " is large", {}});
  report_undelivered(invocation, {}, report);
  EXPECT_THAT(process.err.str(), HasSubstr("error: record 9 is large"));
  EXPECT_THAT(process.err.str(), Not(HasSubstr("record 10 is large")));
  EXPECT_THAT(process.err.str(), HasSubstr("error: 2 more records"));
  EXPECT_THAT(process.err.str(), Not(HasSubstr("warning"))) << "nothing else waits";
}

TEST(DeliveryReport, WaitingRecordsDecideTheExitCode) {
  EXPECT_EQ(exit_code_of_delivery(PublishReport{.published = 5}), ExitCode::kOk);
  EXPECT_EQ(exit_code_of_delivery(PublishReport{.published = 5, .bytes = 0, .waiting = 1}),
            ExitCode::kDeliveredLater);
}

}  // namespace
}  // namespace eigenlake
