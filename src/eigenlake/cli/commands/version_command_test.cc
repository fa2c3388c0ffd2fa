// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "eigenlake/cli/testing/test_program.h"

namespace eigenlake {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class VersionCommandTest : public ProgramTest {};

TEST_F(VersionCommandTest, TextIsOneLineAndJsonOneObject) {
  const auto text = done({"version"});
  EXPECT_THAT(lines_of(text.out), testing::SizeIs(1));
  const Json json = done({"version", "--json"}).object();
  EXPECT_THAT(keys_of(json), ElementsAre("version", "commit", "compiler", "build_type", "march",
                                         "processor_features", "libraries"));
  std::string expected = "eigenlake " + json["version"].get<std::string>();
  if (!json["commit"].is_null()) expected += " (" + json["commit"].get<std::string>() + ")";
  EXPECT_EQ(text.out, expected + "\n");
  EXPECT_EQ(text.err, "");
}

TEST_F(VersionCommandTest, VerboseTextSaysWhatJsonSays) {
  const Json json = done({"version", "--json"}).object();
  const std::string text = done({"version", "--verbose"}).out;
  for (const auto& value : {json["version"], json["compiler"], json["build_type"], json["libraries"]["arrow"],
                            json["libraries"]["duckdb"], json["libraries"]["librdkafka"]})
    EXPECT_THAT(text, HasSubstr(value.get<std::string>()));
  EXPECT_THAT(
      text, HasSubstr(json["commit"].is_null() ? "none (built outside" : json["commit"].get<std::string>()));
}

TEST_F(VersionCommandTest, OperandsAndOtherOptionsAreRejected) {
  expect_refusal({"version", "1.0"}, ExitCode::kUsage, {"'1.0'"});
  expect_refusal({"version", "--lakes", "x"}, ExitCode::kUsage, {"--lakes", "--lake"});
}

TEST_F(VersionCommandTest, MissingLakeIsNotCreated) {
  done({"version", "--verbose"});
  EXPECT_FALSE(has_lake());
}

TEST_F(VersionCommandTest, DryRunPrintsThePlan) {
  const Json plan = done({"version", "--dry-run", "--json"}).object();
  EXPECT_THAT(keys_of(plan), ElementsAre("command", "writes", "settings", "operands"));
  EXPECT_EQ(plan["command"], "version");
  EXPECT_TRUE(plan["writes"].empty());
  EXPECT_EQ(plan["settings"]["lake"], folder_.place("lake"));
}

TEST_F(VersionCommandTest, PlanHasEveryValueAndNoUnsetSecrets) {
  const Json settings = done({"tables", "--dry-run", "--json", "--allow-data", "/a", "--allow-data", "/b"})
                            .object()["settings"];
  EXPECT_THAT(settings["allow-data"], ElementsAre("/a", "/b"));
  EXPECT_FALSE(settings.contains("s3-secret-key"));
}

TEST_F(VersionCommandTest, HelpAcceptsCommonOptions) {
  EXPECT_EQ(done({"help", "--json", "tables"}).out, done({"tables", "--help"}).out);
  EXPECT_EQ(done({"--json", "help", "tables"}).out, done({"tables", "--help"}).out);
  EXPECT_EQ(done({"help", "--help"}).out, done({"help"}).out);
  expect_refusal({"help", "tabels"}, ExitCode::kUsage, {"'tabels'", "'tables'"});
}

TEST_F(VersionCommandTest, RequestedHelpGoesToStdout) {
  const auto asked = done({"help"});
  EXPECT_THAT(asked.out, HasSubstr("Exit codes:"));
  EXPECT_EQ(asked.err, "");
  const auto missing = call({"--quiet"});
  EXPECT_EQ(missing.code, ExitCode::kUsage);
  EXPECT_EQ(missing.out, "");
  EXPECT_EQ(missing.err, done({"-h"}).out);
}

}  // namespace
}  // namespace eigenlake
