// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>

#include "eigenlake/cli/testing/test_program.h"

namespace eigenlake {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

class PlotCommandTest : public ReadingProgramTest {};

std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST_F(PlotCommandTest, SuffixDecidesTheFormat) {
  const std::filesystem::path folder = folder_.path();
  EXPECT_THAT(done({"plot", ids_[0], "-o", folder / "a.svg"}).out, IsEmpty());
  EXPECT_THAT(bytes_of(folder / "a.svg"), StartsWith("<?xml"));
  done({"plot", ids_[0], "-o", folder / "a.png"});
  EXPECT_THAT(bytes_of(folder / "a.png"), StartsWith("\x89PNG"));
  expect_refusal({"plot", ids_[0], "-o", "a.pdf"}, ExitCode::kUsage, {".svg", ".png", "'a.pdf'"});
  expect_refusal({"plot", ids_[0], "-o", "-"}, ExitCode::kUsage, {".svg", ".png", "'-'"});
}

TEST_F(PlotCommandTest, RequestsThatContradictThemselvesAreRejected) {
  expect_refusal({"plot"}, ExitCode::kUsage, {"--x", "--compare"});
  expect_refusal({"plot", ids_[0], "--x", "seed"}, ExitCode::kUsage, {"exclude"});
  expect_refusal({"plot", ids_[0], "--where", "true"}, ExitCode::kUsage, {"--where requires"});
  expect_refusal({"plot", ids_[0], "--y", "seed"}, ExitCode::kUsage, {"--y requires --x"});
  expect_refusal({"plot", "--x", "seed", "--y", "seed", "--error"}, ExitCode::kUsage, {"--error"});
}

TEST_F(PlotCommandTest, SqlOfTheUserOnlyReads) {
  expect_refusal({"plot", "--x", "1; drop table runs"}, ExitCode::kUsage, {"several statements"});
  expect_refusal({"plot", "--x", "seed", "--where", "getenv('HOME') = ''"}, ExitCode::kUsage, {"getenv"});
  expect_refusal({"plot", "--x", "no_such_column"}, ExitCode::kUsage, {"no_such_column"});
  expect_refusal({"plot", "--x", "1) as a, (2"}, ExitCode::kUsage, {});
  expect_refusal({"plot", "--x", "basis_set"}, ExitCode::kUsage, {"sto3g"});
  EXPECT_THAT(done({"plot", "--x", "seed -- a comment", "--y", "evaluations", "--json"}).objects(),
              SizeIs(1));
}

TEST_F(PlotCommandTest, DataAreThoseOfTheView) {
  const Json figure =
      done({"plot", "--x", "seed", "--y", "evaluations * 2", "--where", "seed < 3", "--json"}).object();
  const Json points = figure["panels"][0]["series"][0]["points"];
  const auto rows =
      done({"sql", "select seed, evaluations * 2 as y from runs where seed < 3 order by seed", "--json"})
          .objects();
  ASSERT_THAT(points, SizeIs(rows.size()));
  for (size_t i = 0; i < rows.size(); ++i) EXPECT_EQ(points[i]["y"], rows[i]["y"]);
}

TEST_F(PlotCommandTest, TextFitsTheTerminal) {
  out_is_terminal_ = true;
  terminal_width_ = 40;
  for (const std::string& line : lines_of(done({"plot", ids_[0]}).out)) EXPECT_LE(line.size(), 40U) << line;
}

TEST_F(PlotCommandTest, UnknownExperimentAndNoRunsAreErrors) {
  expect_refusal({"plot", "zz"}, ExitCode::kBadInput, {"'zz'"});
  expect_refusal({"plot", "--compare", "optimizer", "--where", "false"}, ExitCode::kBadInput, {"no runs"});
  expect_refusal({"plot", "--x", "scan_value"}, ExitCode::kBadInput, {"'scan_value'"});
}

TEST_F(PlotCommandTest, ComparisonHasABoxForEachValue) {
  const Json panels = done({"plot", "--compare", "seed", "--json"}).object()["panels"];
  ASSERT_THAT(panels, SizeIs(2));
  EXPECT_THAT(panels[1]["distributions"], SizeIs(3));
}

}  // namespace
}  // namespace eigenlake
