// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/commands/asked_work.h"

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/cli/command_line.h"
#include "eigenlake/json/json.h"

namespace eigenlake {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

constexpr const char* kTwo = R"([{"symbols": ["H", "H"], "coords": [[0, 0, 0], [0, 0, 0.7414]]},)"
                             R"({"symbols": ["H", "H"], "coords": [[0, 0, 0], [0, 0, 0.9]]}])";

class WorkPlanTest : public ::testing::Test {
 protected:
  WorkPlanTest() : file_(std::filesystem::path(::testing::TempDir()) / "work_plan_test.json") { write(kTwo); }
  void write(const std::string& text) { std::ofstream(file_) << text; }

  /// Runs a command on the file without computing anything; its exit code.
  ExitCode call(std::string command, std::vector<std::string> more) {
    std::vector<std::string> words = {std::move(command), file_.string(), "--dry-run"};
    words.insert(words.end(), more.begin(), more.end());
    std::istringstream in;
    std::ostringstream out, err;
    ProcessContext process{
        .in = in, .out = out, .err = err, .environment = {{"EIGENLAKE_LAKE", file_.string() + ".lake"}}};
    const ExitCode code = run_command_line(words, process);
    out_ = out.str();
    err_ = err.str();
    return code;
  }
  std::vector<Json> plans(const std::string& command, std::vector<std::string> more) {
    more.emplace_back("--json");
    EXPECT_EQ(call(command, std::move(more)), ExitCode::kOk) << err_;
    std::vector<Json> all;
    std::istringstream lines(out_);
    for (std::string line; std::getline(lines, line);) all.push_back(Json::parse(line));
    return all;
  }
  void expect_refusal(const std::string& command, const std::vector<std::string>& more, const char* part) {
    EXPECT_EQ(call(command, more), ExitCode::kUsage) << err_;
    EXPECT_THAT(err_, HasSubstr(part));
    EXPECT_EQ(out_, "");
  }

  std::filesystem::path file_;
  std::string out_;
  std::string err_;
};

TEST_F(WorkPlanTest, PlanIsTheProductOfMoleculesAndValues) {
  const auto all = plans("run", {"--optimizer", "COBYLA", "--optimizer", "slsqp", "--seed", "0..2"});
  ASSERT_THAT(all, SizeIs(12));
  std::set<std::string> ids;
  for (const Json& plan : all) ids.insert(plan["experiment_id"]);
  EXPECT_THAT(ids, SizeIs(12));
  EXPECT_EQ(all[4]["optimizer"], "SLSQP");
  EXPECT_EQ(all[4]["seed"], 1);
  EXPECT_EQ(all[5]["place"], all[0]["place"]);
  EXPECT_NE(all[6]["place"], all[0]["place"]);
}

TEST_F(WorkPlanTest, IdIsTheSameAloneAndAmongMany) {
  const auto many = plans("run", {"--seed", "0..2", "--ansatz", "UCCSD", "--ansatz", "RealAmplitudes"});
  const auto alone = plans("run", {"--seed", "1", "--ansatz", "RealAmplitudes"});
  EXPECT_EQ(many[4]["experiment_id"], alone[0]["experiment_id"]);
}

TEST_F(WorkPlanTest, RepeatedExperimentIsPlannedOnce) {
  EXPECT_THAT(plans("run", {"--seed", "3", "--seed", "1..3"}), SizeIs(6));
  EXPECT_THAT(err_, HasSubstr("2 combinations of settings give the same experiment"));
  EXPECT_THAT(plans("run", {"--optimizer", "COBYLA", "--optimizer", "cobyla", "--molecule-index", "0"}),
              SizeIs(1));
  EXPECT_THAT(err_, HasSubstr("1 combination of settings gives the same experiment"));
  EXPECT_THAT(plans("run", {"--ansatz-reps", "1..3", "--ansatz", "UCCSD", "--ansatz", "EfficientSU2"}),
              SizeIs(8));
}

TEST_F(WorkPlanTest, VaryingSettingsHaveColumns) {
  ASSERT_EQ(call("run", {"--seed", "0..1", "--threshold", "1e-8", "--optimizer", "COBYLA"}), ExitCode::kOk);
  EXPECT_THAT(out_, HasSubstr("seed"));
  EXPECT_THAT(out_, Not(HasSubstr("threshold")));
}

TEST_F(WorkPlanTest, ContradictoryCombinationIsNamed) {
  expect_refusal("run", {"--ansatz", "UCCSD", "--ansatz", "EfficientSU2", "--init-strategy", "mp2"},
                 "with --ansatz EfficientSU2: the start mp2 requires UCCSD");
  expect_refusal("run", {"--ansatz", "UCCSD", "--ansatz", "EfficientSU2", "--penalty", "0", "--penalty", "2"},
                 "with --ansatz UCCSD --penalty 2: penalty must be 0");
  expect_refusal("run", {"--scf", "rhf", "--scf", "uhf"}, "with --scf uhf");
}

TEST_F(WorkPlanTest, TooManyRunsAreRejectedBeforePlanning) {
  expect_refusal("run", {"--seed", "0..50000"}, "at most 100000 runs, got 50001 combinations");
  expect_refusal("run",
                 {"--seed", "0..99999", "--restarts", "1..100000", "--max-iterations", "1..100000",
                  "--max-evaluations", "1..100000"},
                 "at most 100000 runs");
  expect_refusal("run", {"--seed", "0..1000000000"}, "at most 100000 values");
  expect_refusal("run", {"--seed", "9..0"}, "'9..0'");
}

TEST_F(WorkPlanTest, SingleSettingsAreNotRepeated) {
  expect_refusal("run", {"--threads", "1", "--threads", "2"}, "threads may not be repeated");
  EXPECT_EQ(call("scf", {"--basis", "sto3g", "--basis", "6-31g"}), ExitCode::kUsage);
  EXPECT_THAT(err_, HasSubstr("flag --basis: eigenlake scf takes one value, got 2"));
}

TEST_F(WorkPlanTest, ScanPointsHaveValuesInOrder) {
  const auto all = plans("scan", {"--bond", "0,1", "0.5:1.5:3", "--seed", "0..1", "--molecule-index", "0"});
  std::vector<double> values;
  std::vector<int> seeds;
  for (const Json& plan : all) {
    EXPECT_EQ(plan["scan"], "bond 0-1");
    values.push_back(plan["scan_value"]);
    seeds.push_back(plan["seed"]);
  }
  EXPECT_THAT(values, ElementsAre(0.5, 1.0, 1.5, 0.5, 1.0, 1.5));
  EXPECT_THAT(seeds, ElementsAre(0, 0, 0, 1, 1, 1));
  EXPECT_EQ(all[1]["molecule"], "H2 bond 0-1 = 1.00 Å");
}

TEST_F(WorkPlanTest, FollowedScanSharesItsFirstPoint) {
  const std::vector<std::string> scan = {"--bond", "0,1", "0.5:1.5:3", "--molecule-index", "0"};
  auto followed = scan;
  followed.emplace_back("--follow");
  const auto each = plans("scan", scan), chain = plans("scan", followed);
  EXPECT_EQ(chain[0]["experiment_id"], each[0]["experiment_id"]);
  EXPECT_NE(chain[1]["experiment_id"], each[1]["experiment_id"]);
  EXPECT_EQ(chain[1]["follow"], chain[0]["experiment_id"]);
  EXPECT_EQ(chain[2]["follow"], chain[1]["experiment_id"]);
  EXPECT_FALSE(each[1].contains("follow"));
}

TEST_F(WorkPlanTest, ScanPointIsTheExperimentOfItsGeometry) {
  const auto points = plans("scan", {"--bond", "0,1", "0.7414:0.9:2", "--molecule-index", "0"});
  const auto molecules = plans("run", {});
  EXPECT_EQ(points[0]["experiment_id"], molecules[0]["experiment_id"]);
  EXPECT_EQ(points[1]["experiment_id"], molecules[1]["experiment_id"]);
}

TEST_F(WorkPlanTest, FramesAreThePointsOfOneScan) {
  const auto frames = plans("scan", {"--frames", "--follow"});
  ASSERT_THAT(frames, SizeIs(2));
  EXPECT_EQ(frames[1]["molecule"], "H2 frame 1");
  EXPECT_EQ(frames[1]["scan_value"], 1);
  EXPECT_EQ(frames[1]["follow"], frames[0]["experiment_id"]);
  write(R"([{"symbols": ["H", "H"], "coords": [[0, 0, 0], [0, 0, 0.7414]]},)"
        R"({"symbols": ["He", "H"], "coords": [[0, 0, 0], [0, 0, 0.9]], "charge": 1}])");
  expect_refusal("scan", {"--frames", "--follow"}, "--follow requires the same atoms, charge, multiplicity");
  EXPECT_EQ(call("scan", {"--frames"}), ExitCode::kOk);
}

TEST_F(WorkPlanTest, InvalidScansAreRejected) {
  expect_refusal("scan", {}, "eigenlake scan requires --bond, --angle, --torsion or --frames");
  expect_refusal("scan", {"--frames", "--bond", "0,1", "1:2:3"}, "exclude each other, got 2");
  expect_refusal("scan", {"--bond", "0,1", "1:2:3", "--bond", "0,1", "1:2:4"}, "bond may not be repeated");
  expect_refusal("scan", {"--bond", "0,1"}, "must be I,J FIRST:LAST:NUMBER, got '0,1' alone");
  expect_refusal("scan", {"--bond", "0,1", "-1:1:3"}, "flag --bond: distances must be above 0 Å, got -1");
  expect_refusal("scan", {"--bond", "0,2", "1:2:3"}, "atoms must be from 0 to 1, got 2");
  expect_refusal("scan", {"--bond", "0,1", "0.01:2:3"}, "bond 0-1 = 0.01 Å");
  expect_refusal("scan", {"--bond", "0,1", "1:2:10000", "--seed", "0..9"}, "at most 100000 runs");
  expect_refusal("run", {"--bond", "0,1", "1:2:3"}, "has no option --bond");
}

TEST_F(WorkPlanTest, ScanOptionTakesTwoWordsBeforeTheCommand) {
  std::istringstream in;
  std::ostringstream out, err;
  ProcessContext process{.in = in, .out = out, .err = err, .environment = {}};
  const std::vector<std::string> words = {"--bond", "0,1", "-1:1:3", "scan", file_.string()};
  EXPECT_EQ(run_command_line(words, process), ExitCode::kUsage);
  EXPECT_THAT(err.str(), HasSubstr("distances must be above 0 Å"));
}

}  // namespace
}  // namespace eigenlake
