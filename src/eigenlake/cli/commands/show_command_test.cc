// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "eigenlake/cli/testing/test_program.h"

namespace eigenlake {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
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
  EXPECT_EQ(run["iterations"][2]["iteration_energy"], -1.75);
}

TEST_F(ShowCommandTest, TextHasFactsThenParametersThenSteps) {
  const std::string out = done({"show", ids_[0].substr(0, 12)}).out;
  const auto lines = lines_of(out);
  EXPECT_THAT(lines[0], AllOf(StartsWith("what"), HasSubstr("value")));
  EXPECT_THAT(lines, Contains(AllOf(StartsWith("basis_set"), HasSubstr("sto3g"))));
  EXPECT_THAT(lines, Contains(StartsWith("2 parameters: [0.25,0.5]")));
  EXPECT_THAT(lines, Contains(AllOf(HasSubstr("step"), HasSubstr("energy"), HasSubstr("lowest"))));
  EXPECT_THAT(lines.back(), HasSubstr("-1.75"));
  EXPECT_THAT(out, Not(HasSubstr("OPENQASM 3.0;")));
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
