// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "eigenlake/cli/testing/test_program.h"
#include "eigenlake/session/testing/filled_lake.h"

namespace eigenlake {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::StartsWith;

class ScanCommandTest : public ProgramTest {
 protected:
  ScanCommandTest() : file_(folder_.write("h2.json", kH2)) {}
  Outcome scan(const std::vector<std::string>& more) {
    std::vector<std::string> words = {"scan", file_, "--bond", "0,1", "0.6:0.9:3"};
    words.insert(words.end(), more.begin(), more.end());
    return done(words);
  }
  const std::string file_;
};

TEST_F(ScanCommandTest, PointsAreRowsOfOneBatchInOrder) {
  const auto points = scan({"--json"}).objects();
  ASSERT_THAT(points, SizeIs(3));
  for (const Json& point : points) EXPECT_EQ(point["scan"], "bond 0-1");
  EXPECT_NEAR(points[0]["scan_value"], 0.6, 1e-12);
  EXPECT_NEAR(points[2]["scan_value"], 0.9, 1e-12);
  EXPECT_LT(points[1]["total_energy"], points[0]["total_energy"]);
  EXPECT_LT(points[1]["total_energy"], points[2]["total_energy"]);
  EXPECT_THAT(batches_of(lake()), SizeIs(2));
}

TEST_F(ScanCommandTest, TextHasAColumnForTheValue) {
  out_is_terminal_ = true;
  const auto lines = lines_of(scan({}).out);
  EXPECT_THAT(lines[0], AllOf(StartsWith("molecule"), HasSubstr("scan")));
  EXPECT_THAT(lines[2], HasSubstr("0.6"));
}

TEST_F(ScanCommandTest, FollowedScanStartsFromKnownPoints) {
  const auto first = scan({"--follow", "--json"}).objects();
  const auto again = scan({"--follow", "--json"}).objects();
  ASSERT_THAT(again, SizeIs(3));
  for (size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(again[i]["skipped"], true);
    EXPECT_EQ(again[i]["experiment_id"], first[i]["experiment_id"]);
  }
  done({"delete", first[2]["experiment_id"]});
  const auto forced = scan({"--follow", "--json", "--force"}).objects();
  EXPECT_NEAR(forced[2]["total_energy"], first[2]["total_energy"].get<double>(), 1e-9);
}

TEST_F(ScanCommandTest, RingCoordinateIsAWarning) {
  const std::string ring = folder_.write(
      "h3.json",
      R"({"symbols": ["H", "H", "H"], "coords": [[0, 0, 0], [0.9, 0, 0], [0.45, 0.78, 0]], "charge": 1})");
  const auto outcome = done({"scan", ring, "--bond", "0,1", "0.9:1.0:2", "--dry-run"});
  EXPECT_THAT(outcome.err, StartsWith("warning: "));
}

TEST_F(ScanCommandTest, FileIsRequired) {
  expect_refusal({"scan"}, ExitCode::kUsage, {"FILE"});
  expect_refusal({"scan", file_, file_, "--frames"}, ExitCode::kUsage, {"h2.json"});
  expect_refusal({"scan", file_, "--angle", "0,1", "90:120:3"}, ExitCode::kUsage, {"flag --angle"});
  EXPECT_FALSE(has_lake());
}

}  // namespace
}  // namespace eigenlake
