// SPDX-License-Identifier: Apache-2.0
#include <fstream>

#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include "eigenlake/cli/testing/test_program.h"
#include "eigenlake/lake/lease_holder.h"

namespace eigenlake {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class WatchCommandTest : public ProgramTest {
 protected:
  /// The progress file of a finished run of hydrogen.
  std::string progress_of_a_run() {
    const std::string file = folder_.place("p.jsonl");
    done({"run", folder_.write("h2.json", kH2), "--progress-file", file});
    return file;
  }
};

TEST_F(WatchCommandTest, EndedJobIsShownAndEnds) {
  const std::string file = progress_of_a_run();
  const auto lines = lines_of(done({"watch", file}).out);
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_THAT(lines[0], AllOf(HasSubstr("[1/1] H2: finished"), HasSubstr("-1.13727017 hartree"),
                              HasSubstr("1 of 1 finished"), HasSubstr("the job ended: ok")));
  EXPECT_EQ(done({"watch", file, "--json"}).object()["state"], "ok");
  EXPECT_THAT(done({"watch", file, "--once"}).out, HasSubstr("evaluation of the energy"));
}

TEST_F(WatchCommandTest, KilledJobEndsTheWatch) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  LeaseHolder process = LeaseHolder::ours();
  process.pid = child;
  const Json planned = {{"event", "planned"}, {"total", 2}, {"process", process.to_json()}};
  const std::string file = folder_.write("p.jsonl", planned.dump() + "\n");
  EXPECT_THAT(done({"watch", file}).out, HasSubstr("0 of 2 finished; the job ended: killed"));
  EXPECT_EQ(done({"watch", file, "--once", "--json"}).object()["state"], "killed");
}

TEST_F(WatchCommandTest, OtherFilesAreRejected) {
  for (const char* text : {"[1, 2]\n", "garbage\n", "{\"a\": 1}\n"})
    for (const bool once : {false, true}) {
      std::vector<std::string> words = {"watch", folder_.write("p.jsonl", text)};
      if (once) words.emplace_back("--once");
      expect_refusal(words, ExitCode::kBadInput, {"is not a progress file"});
    }
}

TEST_F(WatchCommandTest, JobOfThisProcessRuns) {
  const Json planned = {{"event", "planned"}, {"total", 2}, {"process", LeaseHolder::ours().to_json()}};
  const std::string file = folder_.write("p.jsonl", planned.dump() + "\n");
  EXPECT_EQ(done({"watch", file, "--once", "--json"}).object()["state"], "running");
}

TEST_F(WatchCommandTest, TerminalIsRedrawnInPlaceWithinItsWidth) {
  const std::string file = progress_of_a_run();
  out_is_terminal_ = true;
  terminal_width_ = 40;
  for (const std::string& line : lines_of(done({"watch", file}).out)) EXPECT_LE(line.size(), 40U) << line;
}

TEST_F(WatchCommandTest, MissingFileIsAnErrorOnlyOnce) {
  expect_refusal({"watch", "none.jsonl", "--once"}, ExitCode::kBadInput, {"no such file", "none.jsonl"});
}

TEST_F(WatchCommandTest, ProgressOfAFailedRunHasItsExitCode) {
  const std::string file = folder_.place("p.jsonl");
  EXPECT_EQ(call({"run", "none.json", "--progress-file", file}).code, ExitCode::kBadInput);
  EXPECT_THAT(done({"watch", file}).out, HasSubstr("the job ended: failed"));
}

TEST_F(WatchCommandTest, FileOfMoleculesIsNotOverwritten) {
  const std::string molecules = folder_.write("h2.json", kH2);
  EXPECT_EQ(call({"run", molecules, "--progress-file", molecules}).code, ExitCode::kUsage);
  std::ifstream in(molecules);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), {}), kH2);
  EXPECT_FALSE(has_lake());
}

TEST_F(WatchCommandTest, FullDiskDoesNotEndTheRun) {
  const auto outcome = call({"run", folder_.write("h2.json", kH2), "--progress-file", "/dev/full"});
  EXPECT_EQ(outcome.code, ExitCode::kOk);
  EXPECT_THAT(outcome.err, HasSubstr("warning: cannot write /dev/full"));
}

}  // namespace
}  // namespace eigenlake
