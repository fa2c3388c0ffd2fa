// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/session/progress/line_tail.h"
#include "eigenlake/session/progress/progress_file.h"
#include "eigenlake/session/progress/progress_state.h"
#include "eigenlake/session/testing/scratch_folder.h"

namespace eigenlake {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr const char* kPlanned = R"({"event":"planned","version":1,"total":2})";

/// A plan of two molecules, and a file for it.
class ProgressFileTest : public ::testing::Test {
 protected:
  ProgressFileTest() {
    work_.plans.resize(2);
    work_.plans[0].molecule_name = "H2";
    work_.plans[0].experiment_id = "aa";
    work_.plans[1].molecule_name = "bad \xff name";
    work_.plans[1].experiment_id = "bb";
  }
  ProgressFile create(const std::string& name) {
    return ProgressFile::create(name, [this](const std::string& text) { warnings_.push_back(text); }).value();
  }
  std::vector<Json> lines() const {
    std::vector<Json> lines;
    std::ifstream in(file_);
    for (std::string line; std::getline(in, line);) lines.push_back(Json::parse(line));
    return lines;
  }

  const ScratchFolder folder_;
  const std::string file_ = folder_.place("p.jsonl");
  SimulationWork work_;
  std::vector<std::string> warnings_;
};

TEST_F(ProgressFileTest, EveryPhaseAndTheFirstEvaluationAreLines) {
  ProgressFile file = create(file_);
  file.planned(work_, "run");
  file.show({.run = 0, .phase = "integrals"});
  for (int i = 1; i <= 1000; ++i)
    file.show({.run = 0, .phase = "vqe", .num_evaluations = i, .total_energy = -1.0 - i});
  file.show({.run = 0, .phase = kReferencePhase, .num_evaluations = 1000, .total_energy = -1001.0});
  file.ended(ExitCode::kOk);
  const auto all = lines();
  std::vector<std::string> phases;
  for (const Json& line : all)
    if (line["event"] == "phase") phases.push_back(line["phase"]);
  EXPECT_THAT(phases, ElementsAre("integrals", "vqe", kReferencePhase));
  EXPECT_EQ(all[3]["event"], "evaluation");
  EXPECT_EQ(all[3]["energy"], -2.0);
  EXPECT_EQ(all[3]["run"], 1);
  EXPECT_EQ(all.back()["state"], "ok");
}

TEST_F(ProgressFileTest, EvaluationsOfRestartsAreCountedOn) {
  ProgressFile file = create(file_);
  file.planned(work_, "run");
  file.show({.run = 0, .phase = "vqe", .num_evaluations = 7, .total_energy = -1.0});
  file.show({.run = 1, .phase = "vqe", .restart = 1, .num_evaluations = 3, .total_energy = -5.0});
  EXPECT_EQ(lines().back()["evaluation"], 3);
  EXPECT_EQ(lines().back()["molecule"], "bad \xEF\xBF\xBD name");
}

TEST_F(ProgressFileTest, FullDiskWarnsOnce) {
  ProgressFile file = create("/dev/full");
  file.planned(work_, "run");
  file.show({.run = 0, .phase = "vqe", .num_evaluations = 1, .total_energy = -1.0});
  file.ended(ExitCode::kOk);
  EXPECT_THAT(warnings_, ElementsAre(HasSubstr("cannot write /dev/full")));
}

TEST_F(ProgressFileTest, MissingFolderIsAnError) {
  const auto file = ProgressFile::create(folder_.place("no/p.jsonl"), {});
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().kind, ErrorKind::kStore);
}

TEST(ProgressState, ShowsTheRunThatWroteLast) {
  ProgressState state;
  EXPECT_TRUE(state.apply(kPlanned));
  EXPECT_TRUE(state.figure().panels.empty());
  for (const char* energy : {"-1.5", "-2.5"})
    state.apply(fmt::format(R"({{"event":"evaluation","run":2,"total":2,"molecule":"LiH","phase":"vqe",)"
                            R"("evaluation":4,"energy":{0},"best_energy":{0},"seconds_left":3.2}})",
                            energy));
  EXPECT_THAT(state.lines(), ElementsAre("[2/2] LiH: vqe", "4 evaluations, -2.50000000 hartree",
                                         "lowest -2.50000000 hartree, about 3 s left", "0 of 2 finished"));
  EXPECT_THAT(state.figure().panels[0].series[0].points, SizeIs(2));
  EXPECT_EQ(state.json()["state"], "running");
  state.apply(R"({"event":"finished","run":2,"total":2,"molecule":"LiH","evaluation":5,"energy":-3,)"
              R"("error_millihartree":0.25})");
  state.apply(R"({"event":"failed","input":"x.json","message":"no basis"})");
  state.apply(R"({"event":"ended","state":"failed"})");
  EXPECT_TRUE(state.has_ended());
  EXPECT_THAT(state.lines(), Contains("1 of 2 finished, 1 failed"));
  EXPECT_THAT(state.lines(), Contains("error 0.250000 millihartree"));
  EXPECT_THAT(state.lines(), Contains("failed: x.json: no basis"));
}

TEST(ProgressState, ForeignLinesChangeNothing) {
  ProgressState state;
  state.apply(kPlanned);
  const Json before = state.json();
  for (const char* line : {"", "{", "[]", "3", "null", R"({"event":7})", R"({"event":"later"})",
                           R"({"run":"x"})", R"({"event":"evaluation","run":-1})", "\xff"})
    EXPECT_FALSE(state.apply(line)) << line;
  EXPECT_EQ(state.json(), before);
  state.apply(R"({"event":"evaluation","run":1,"energy":"high","molecule":[],"evaluation":1e99})");
  EXPECT_THAT(state.figure().panels, IsEmpty());
}

TEST(LineTail, UnfinishedLineWaitsForItsEnd) {
  const ScratchFolder folder;
  const std::string file = folder.place("lines");
  LineTail tail(file);
  std::vector<std::string> seen;
  const auto read = [&] {
    seen.clear();
    return tail.read([&](std::string_view line) { seen.emplace_back(line); }).value();
  };
  EXPECT_FALSE(read());
  std::ofstream(file) << "one\ntw";
  EXPECT_TRUE(read());
  EXPECT_THAT(seen, ElementsAre("one"));
  std::ofstream(file, std::ios::app) << "o\nthree\n";
  read();
  EXPECT_THAT(seen, ElementsAre("two", "three"));
  std::ofstream(file) << "new\n";
  read();
  EXPECT_THAT(seen, ElementsAre("new"));
  EXPECT_FALSE(LineTail(folder.path()).read([](std::string_view) {}));
}

}  // namespace
}  // namespace eigenlake
