// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/object_store/s3_profile.h"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace eigenlake {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// Two files of the AWS tools that are removed with the test.
class S3ProfileTest : public testing::Test {
 protected:
  S3ProfileTest() {
    std::string pattern = testing::TempDir() + "s3_profile_test.XXXXXX";
    folder_ = ::mkdtemp(pattern.data());
    environment_ = {{"HOME", folder_.string()}};
  }
  ~S3ProfileTest() override { std::filesystem::remove_all(folder_); }

  void write(const std::string& name, const std::string& text) {
    std::filesystem::create_directories(folder_ / ".aws");
    std::ofstream(folder_ / ".aws" / name) << text;
  }
  S3Options complete(S3Options given = {}, std::string_view profile = "") {
    auto options = complete_s3_options(std::move(given), profile, environment_);
    EXPECT_TRUE(options) << options.error().to_string();
    return options ? *options : S3Options{};
  }
  Error error_of(S3Options given = {}, std::string_view profile = "") {
    const auto options = complete_s3_options(std::move(given), profile, environment_);
    EXPECT_FALSE(options);
    return options ? Error{} : options.error();
  }

  std::filesystem::path folder_;
  Environment environment_;
};

constexpr const char* kCredentials =
    "# keys\n[default]\naws_access_key_id = DEFAULTKEY\naws_secret_access_key=default/secret+key==\n\n"
    "[garage]\naws_access_key_id=GARAGEKEY ; note\naws_secret_access_key = garage-secret\n"
    "aws_session_token = garage-token\n";
constexpr const char* kConfig =
    "[default]\nregion = eu-west-1\n[profile garage]\nregion = garage\nendpoint_url = http://garage:3901\n"
    "s3 =\n  addressing_style = path\n[profile other]\nregion = x\n";

TEST_F(S3ProfileTest, EmptyEnvironmentSetsNothing) {
  const S3Options options = complete();
  EXPECT_FALSE(options.credentials.complete());
  EXPECT_EQ(options.endpoint, "");
}

TEST_F(S3ProfileTest, DefaultProfileIsReadFromBothFiles) {
  write("credentials", kCredentials);
  write("config", kConfig);
  const S3Options options = complete();
  EXPECT_EQ(options.credentials.access_key.reveal(), "DEFAULTKEY");
  EXPECT_EQ(options.credentials.secret_key.reveal(), "default/secret+key==");
  EXPECT_EQ(options.region, "eu-west-1");
}

TEST_F(S3ProfileTest, NamedProfileOverridesEnvironment) {
  write("credentials", kCredentials);
  write("config", kConfig);
  environment_["S3_ACCESS_KEY"] = "ENVKEY";
  environment_["S3_SECRET_KEY"] = "env-secret";
  environment_["AWS_REGION"] = "env-region";
  const S3Options options = complete({}, "garage");
  EXPECT_EQ(options.credentials.access_key.reveal(), "GARAGEKEY");
  EXPECT_EQ(options.credentials.session_token.reveal(), "garage-token");
  EXPECT_EQ(options.region, "garage");
  EXPECT_EQ(options.endpoint, "http://garage:3901");
}

TEST_F(S3ProfileTest, EnvironmentOverridesAwsProfile) {
  write("credentials", kCredentials);
  write("config", kConfig);
  environment_["AWS_PROFILE"] = "garage";
  EXPECT_EQ(complete().credentials.access_key.reveal(), "GARAGEKEY");
  environment_["AWS_ACCESS_KEY_ID"] = "AWSKEY";
  environment_["AWS_SECRET_ACCESS_KEY"] = "aws-secret";
  environment_["AWS_ENDPOINT_URL"] = "http://any";
  EXPECT_EQ(complete().credentials.access_key.reveal(), "AWSKEY");
  EXPECT_TRUE(complete().credentials.session_token.empty()) << "no token of other keys";
  EXPECT_EQ(complete().region, "garage");
  EXPECT_EQ(complete().endpoint, "http://any");
  environment_["AWS_ENDPOINT_URL_S3"] = "http://s3";
  environment_["S3_ACCESS_KEY"] = "S3KEY";
  environment_["S3_SECRET_KEY"] = "s3-secret";
  EXPECT_EQ(complete().credentials.access_key.reveal(), "S3KEY");
  EXPECT_EQ(complete().endpoint, "http://s3");
}

TEST_F(S3ProfileTest, GivenOptionsOverrideAll) {
  environment_["S3_ACCESS_KEY"] = "ENVKEY";
  environment_["S3_SECRET_KEY"] = "env-secret";
  environment_["S3_ENDPOINT"] = "http://env";
  const S3Options options =
      complete({.endpoint = "http://given", .credentials = {Secret("GIVEN"), Secret("given-secret")}});
  EXPECT_EQ(options.credentials.access_key.reveal(), "GIVEN");
  EXPECT_EQ(options.endpoint, "http://given");
}

TEST_F(S3ProfileTest, VariablesNameFiles) {
  write("mine", "[default]\naws_access_key_id=MINE\naws_secret_access_key=s\n");
  environment_ = {{"AWS_SHARED_CREDENTIALS_FILE", (folder_ / ".aws" / "mine").string()}};
  EXPECT_EQ(complete().credentials.access_key.reveal(), "MINE");
}

TEST_F(S3ProfileTest, HalfKeyPairIsUsageError) {
  environment_["S3_ACCESS_KEY"] = "ENVKEY";
  EXPECT_EQ(error_of().kind, ErrorKind::kUsage);
  EXPECT_THAT(error_of().message, HasSubstr("S3_SECRET_KEY"));
  EXPECT_THAT(error_of({.credentials = {Secret("GIVEN"), Secret()}}).message, HasSubstr("s3-secret-key"));
}

TEST_F(S3ProfileTest, MissingNamedProfileIsUsageError) {
  write("credentials", kCredentials);
  EXPECT_EQ(error_of({}, "garge").kind, ErrorKind::kUsage);
}

TEST_F(S3ProfileTest, InvalidLineIsNamedButNotRepeated) {
  write("credentials", "[default]\nwJalrXUtnFEMI\n");
  const Error error = error_of();
  EXPECT_EQ(error.kind, ErrorKind::kUsage);
  EXPECT_THAT(error.message, HasSubstr("credentials line 2"));
  EXPECT_THAT(error.message, Not(HasSubstr("wJalr")));
  write("credentials", "aws_secret_access_key = wJalrXUtnFEMI\n");
  EXPECT_THAT(error_of().message, Not(HasSubstr("wJalr")));
}

TEST_F(S3ProfileTest, KeysFromElsewhereAreUnsupported) {
  write("config", "[default]\nrole_arn = arn:aws:iam::1:role/x\n");
  EXPECT_EQ(error_of().kind, ErrorKind::kUnsupported);
  EXPECT_THAT(error_of().message, HasSubstr("role_arn"));
}

}  // namespace
}  // namespace eigenlake
