// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "eigenlake/base/text_style.h"
#include "eigenlake/cli/testing/test_program.h"

namespace eigenlake {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::StartsWith;

class ShowCommandTest : public ReadingProgramTest {};

TEST_F(ShowCommandTest, JsonHasTheRunWithItsParametersAndSteps) {
  const Json run = done({"show", ids_[1], "--json"}).object();
  EXPECT_EQ(run.begin().key(), "experiment_id");
  EXPECT_EQ(run["experiment_id"], ids_[1]);
  EXPECT_EQ(run["basis_set"], "sto3g");
  EXPECT_EQ(run["num_hamiltonian_terms"], 2);
  EXPECT_THAT(run["optimal_parameters"], ElementsAre(0.25, 0.5));
  ASSERT_THAT(run["iterations"], SizeIs(3));
  EXPECT_THAT(keys_of(run["iterations"][0]), ElementsAre("iteration_step", "iteration_energy", "energy_delta",
                                                         "parameter_delta_norm", "cumulative_min_energy"));
  EXPECT_EQ(run["labels"], Json::object());
  EXPECT_EQ(run["iterations"][2]["iteration_energy"], -1.75);
}

TEST_F(ShowCommandTest, PageHasFactsEnergiesAndEvaluations) {
  out_is_terminal_ = true;
  terminal_width_ = 80;
  const auto lines = lines_of(done({"show", ids_[0].substr(0, 12)}).out);
  EXPECT_THAT(lines[0], AllOf(StartsWith("  experiment"), HasSubstr(ids_[0])));
  EXPECT_THAT(lines, Contains(AllOf(StartsWith("  settings"), HasSubstr("sto3g"))));
  EXPECT_THAT(lines, Contains(HasSubstr("2 parameters, 2 Hamiltonian terms")));
  EXPECT_THAT(lines, Contains(AllOf(StartsWith("  convergence"), HasSubstr("log"))));
  EXPECT_THAT(lines, Contains(AllOf(StartsWith("energy"), HasSubstr("above FCI, mEh"))));
  EXPECT_THAT(lines, Contains(AllOf(HasSubstr("evaluation"), HasSubstr("energy"), HasSubstr("lowest"))));
  for (const std::string& line : lines) EXPECT_LE(display_width(line), 80u) << line;
}

TEST_F(ShowCommandTest, PipeHasNoControlCharacters) {
  const std::string text = done({"show", ids_[0]}).out;
  for (const char c : text)
    EXPECT_TRUE(c == '\n' || c == '\t' || static_cast<unsigned char>(c) >= ' ') << int{c};
}

TEST_F(ShowCommandTest, PageFitsANarrowTerminal) {
  out_is_terminal_ = true;
  terminal_width_ = 40;
  for (const std::string& line : lines_of(done({"show", ids_[0]}).out)) {
    if (line.find_last_of(' ') == line.find_last_of(' ', 5)) continue;  // an id or batch is one word
    EXPECT_LE(display_width(line), 40u) << line;
  }
}

TEST_F(ShowCommandTest, ListsHaveAllEvaluationsAndParameters) {
  const auto steps = lines_of(done({"show", ids_[0], "--iterations"}).out);
  EXPECT_THAT(steps, SizeIs(4));
  EXPECT_THAT(steps[0], StartsWith("evaluation\tenergy\t"));
  EXPECT_THAT(steps[3], StartsWith("3\t-1."));
  EXPECT_THAT(lines_of(done({"show", ids_[0], "--parameters"}).out),
              ElementsAre("parameter\tradian", "0\t0.25", "1\t0.5"));
}

TEST_F(ShowCommandTest, UnknownIdIsRejected) {
  expect_refusal({"show", "zz"}, ExitCode::kBadInput, {"'zz'"});
  expect_refusal({"show", ""}, ExitCode::kUsage, {"empty"});
  expect_refusal({"show"}, ExitCode::kUsage, {"EXPERIMENT_ID"});
  expect_refusal({"show", ids_[0], ids_[1]}, ExitCode::kUsage, {ids_[1]});
}

TEST_F(ShowCommandTest, MissingLakeIsNotCreated) {
  environment_["EIGENLAKE_LAKE"] = folder_.place("lake");
  expect_refusal({"show", "1"}, ExitCode::kBadInput, {folder_.place("lake")});
  EXPECT_FALSE(has_lake());
}

}  // namespace
}  // namespace eigenlake
