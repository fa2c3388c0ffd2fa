// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/settings/s3_settings.h"

#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/cli/command_line.h"
#include "eigenlake/cli/invocation/process_context.h"
#include "eigenlake/cli/settings/setting_list.h"

namespace eigenlake {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using Texts = std::map<std::string, std::string>;

S3Options s3_options_of(const Texts& flags, const Texts& environment) {
  GivenFlags given;
  for (const auto& [name, text] : flags) given[name] = {text};
  const auto configuration = Configuration::resolve(all_settings(), given, environment);
  EXPECT_TRUE(configuration) << configuration.error().to_string();
  auto options = s3_options(*configuration, environment);
  EXPECT_TRUE(options) << options.error().to_string();
  return options ? *options : S3Options{};
}

/// Runs the program. Returns its output.
std::string output_of(const std::vector<std::string>& arguments, const Texts& environment) {
  std::istringstream in;
  std::ostringstream out;
  ProcessContext process{in, out, out, environment};
  run_command_line(arguments, process);
  return out.str();
}

TEST(S3Settings, PlatformVariablesAreRead) {
  const S3Options options = s3_options_of({}, {{"S3_ENDPOINT", "http://garage:3901"},
                                               {"S3_REGION", "garage"},
                                               {"S3_ACCESS_KEY", "KEY"},
                                               {"S3_SECRET_KEY", "secret"}});
  EXPECT_EQ(options.endpoint, "http://garage:3901");
  EXPECT_EQ(options.region, "garage");
  EXPECT_EQ(options.credentials.access_key.reveal(), "KEY");
  EXPECT_FALSE(options.path_style);
}

TEST(S3Settings, OwnSettingsWinOverPlatformVariables) {
  const S3Options options = s3_options_of({{"s3-region", "flag"}, {"s3-path-style", "false"}},
                                          {{"S3_REGION", "garage"},
                                           {"EIGENLAKE_S3_ACCESS_KEY", "OWN"},
                                           {"EIGENLAKE_S3_SECRET_KEY", "own-secret"},
                                           {"S3_ACCESS_KEY", "KEY"},
                                           {"S3_SECRET_KEY", "secret"}});
  EXPECT_EQ(options.region, "flag");
  EXPECT_EQ(options.path_style, false);
  EXPECT_EQ(options.credentials.access_key.reveal(), "OWN");
}

TEST(S3Settings, ProfileWinsOverPlatformVariables) {
  const std::string file = testing::TempDir() + "s3_settings_test.credentials";
  std::ofstream(file) << "[garage]\naws_access_key_id=PROFILE\naws_secret_access_key=s\n";
  const S3Options options = s3_options_of(
      {{"s3-profile", "garage"}},
      {{"S3_ACCESS_KEY", "KEY"}, {"S3_SECRET_KEY", "secret"}, {"AWS_SHARED_CREDENTIALS_FILE", file}});
  EXPECT_EQ(options.credentials.access_key.reveal(), "PROFILE");
}

TEST(S3Settings, SecretsAreNoFlags) {
  const std::string said = output_of({"tables", "--s3-secret-key", "wJalrXUtnFEMI"}, {});
  EXPECT_THAT(said, HasSubstr("set s3-secret-key in the environment"));
  EXPECT_THAT(said, Not(HasSubstr("wJalrXUtnFEMI")));
  EXPECT_THAT(output_of({"tables", "--s3-secret-key=wJalrXUtnFEMI"}, {}), Not(HasSubstr("wJalrXUtnFEMI")));
  EXPECT_THAT(output_of({"tables", "--help"}, {}), Not(HasSubstr("s3-secret-key")));
}

TEST(S3Settings, PlanHidesSecrets) {
  const std::string plan = output_of({"tables", "--dry-run", "--verbose"},
                                     {{"S3_ACCESS_KEY", "KEYKEYKEY"}, {"S3_SECRET_KEY", "wJalrXUtnFEMI"}});
  EXPECT_THAT(plan, HasSubstr("(hidden)"));
  EXPECT_THAT(plan, Not(HasSubstr("wJalrXUtnFEMI")));
  EXPECT_THAT(plan, Not(HasSubstr("KEYKEYKEY")));
}

}  // namespace
}  // namespace eigenlake
