// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/settings/configuration.h"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/cli/settings/common_options.h"
#include "eigenlake/cli/settings/experiment_settings.h"
#include "eigenlake/cli/settings/kafka_options.h"
#include "eigenlake/cli/settings/maintenance_options.h"
#include "eigenlake/cli/settings/setting_list.h"

namespace eigenlake {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Texts = std::map<std::string, std::string>;

GivenFlags given_once(const Texts& flags) {
  GivenFlags given;
  for (const auto& [name, text] : flags) given[name] = {text};
  return given;
}

class ConfigurationTest : public ::testing::Test {
 protected:
  void SetUp() override {
    file_ = std::filesystem::path(::testing::TempDir()) / "configuration_test.toml";
    std::filesystem::remove(file_);
  }
  Texts flags_with_file(const std::string& toml, Texts flags = {}) {
    std::ofstream(file_) << toml;
    flags["config"] = file_.string();
    return flags;
  }
  static Configuration resolve(const Texts& flags, const Texts& environment = {}) {
    auto configuration = Configuration::resolve(all_settings(), given_once(flags), environment);
    EXPECT_TRUE(configuration) << configuration.error().to_string();
    return configuration ? *configuration : Configuration();
  }
  static Error error_of(const Texts& flags, const Texts& environment = {}) {
    const auto configuration = Configuration::resolve(all_settings(), given_once(flags), environment);
    EXPECT_FALSE(configuration);
    return configuration ? Error{} : configuration.error();
  }
  std::filesystem::path file_;
};

TEST_F(ConfigurationTest, DefaultsHoldWithoutSettings) {
  const Configuration configuration = resolve({});
  EXPECT_EQ(configuration.text(experiment_setting("basis")), "sto3g");
  EXPECT_FALSE(configuration.has(experiment_setting("max-iterations")));
  EXPECT_EQ(parse_integer(configuration.text(experiment_setting("seed"))), 0);
  EXPECT_EQ(parse_real(configuration.text(experiment_setting("threshold"))), 1e-10);
  EXPECT_FALSE(configuration[option::kJson]);
  EXPECT_EQ(configuration.origin(experiment_setting("basis")), "default");
  EXPECT_FALSE(configuration.has(experiment_setting("basis")));
}

TEST_F(ConfigurationTest, FlagsWinOverEnvironmentOverFile) {
  const Texts flags = flags_with_file("basis = 'a'\noptimizer = 'b'\nansatz = 'c'\n", {{"basis", "flag"}});
  const Configuration configuration =
      resolve(flags, {{"EIGENLAKE_BASIS", "variable"}, {"EIGENLAKE_OPTIMIZER", "variable"}});
  EXPECT_EQ(configuration.text(experiment_setting("basis")), "flag");
  EXPECT_EQ(configuration.text(experiment_setting("optimizer")), "variable");
  EXPECT_EQ(configuration.text(experiment_setting("ansatz")), "c");
  EXPECT_EQ(configuration.origin(experiment_setting("optimizer")),
            "environment variable EIGENLAKE_OPTIMIZER");
  EXPECT_THAT(configuration.origin(experiment_setting("ansatz")), HasSubstr("line 3"));
}

TEST_F(ConfigurationTest, FileTakesNumbersTruthValuesAndUnderscores) {
  const Configuration configuration =
      resolve(flags_with_file("max_iterations = 7\nthreshold = 1e-5\nfrozen-core = true\n"));
  EXPECT_EQ(parse_integer(configuration.text(experiment_setting("max-iterations"))), 7);
  EXPECT_EQ(parse_real(configuration.text(experiment_setting("threshold"))), 1e-5);
  EXPECT_TRUE(*parse_flag(configuration.text(experiment_setting("frozen-core"))));
}

TEST_F(ConfigurationTest, UnknownKeyNamesFileLineAndANearSetting) {
  const Error error = error_of(flags_with_file("lake = 'x'\nbasiss = 'sto3g'\n"));
  EXPECT_EQ(error.kind, ErrorKind::kUsage);
  EXPECT_THAT(error.message, HasSubstr(file_.string() + " line 2"));
  EXPECT_THAT(error.message, HasSubstr("'basiss'"));
  EXPECT_THAT(error.message, HasSubstr("did you mean 'basis'"));
}

TEST_F(ConfigurationTest, FlagsReplaceTheListsOfFiles) {
  const Texts file = flags_with_file("optimizer = ['COBYLA', 'SLSQP']\nseed = [4, '0..2']\nlake = 'x'\n");
  const Configuration configuration = resolve(file);
  EXPECT_THAT(configuration.texts(experiment_setting("optimizer")), ElementsAre("COBYLA", "SLSQP"));
  EXPECT_THAT(configuration.texts(experiment_setting("seed")), ElementsAre("4", "0", "1", "2"));
  EXPECT_THAT(names_of(configuration.varied()), ElementsAre("optimizer", "seed"));
  EXPECT_EQ(configuration.text(experiment_setting("seed")), "4");
  GivenFlags flags = given_once(file);
  flags["seed"] = {"7"};
  const auto with_flag = Configuration::resolve(all_settings(), flags, {});
  ASSERT_TRUE(with_flag) << with_flag.error().to_string();
  EXPECT_THAT(with_flag->texts(experiment_setting("seed")), ElementsAre("7"));
  EXPECT_THAT(error_of(flags_with_file("lake = ['x', 'y']\n")).message,
              HasSubstr("line 1 (lake): lake may not be repeated, got 2"));
  EXPECT_THAT(error_of(flags_with_file("seed = []\n")).message, HasSubstr("empty list"));
  EXPECT_THAT(error_of(flags_with_file("seed = [[1]]\n")).message, HasSubstr("line 1"));
}

TEST_F(ConfigurationTest, VariableHoldsOneValueOrRange) {
  EXPECT_THAT(resolve({}, {{"EIGENLAKE_SEED", "1..3"}}).texts(experiment_setting("seed")),
              ElementsAre("1", "2", "3"));
  EXPECT_THAT(error_of({}, {{"EIGENLAKE_SEED", "1,2"}}).message, HasSubstr("EIGENLAKE_SEED"));
  EXPECT_THAT(resolve({}, {{"EIGENLAKE_ACTIVE_SPACE", "4,4"}}).texts(experiment_setting("active-space")),
              ElementsAre("4,4"));
}

TEST_F(ConfigurationTest, FlagOnlySettingsAreRejectedInFiles) {
  EXPECT_THAT(error_of(flags_with_file("dry-run = true\n")).message, HasSubstr("flag only"));
}

TEST_F(ConfigurationTest, BrokenTomlNamesTheLine) {
  const Error error = error_of(flags_with_file("basis = 'x'\nnonsense\n"));
  EXPECT_EQ(error.kind, ErrorKind::kUsage);
  EXPECT_THAT(error.message, HasSubstr("line 2"));
}

TEST_F(ConfigurationTest, MissingFileIsNotFound) {
  EXPECT_EQ(error_of({{"config", "/nowhere/x.toml"}}).kind, ErrorKind::kNotFound);
  EXPECT_EQ(error_of({{"config", ::testing::TempDir()}}).kind, ErrorKind::kInvalidInput) << "a folder";
}

TEST_F(ConfigurationTest, BadValuesNameTheirOrigin) {
  EXPECT_EQ(error_of({{"max-iterations", "-5"}}).message,
            "flag --max-iterations: must be at least 1, got '-5'");
  EXPECT_EQ(error_of({}, {{"EIGENLAKE_THRESHOLD", "small"}}).message,
            "environment variable EIGENLAKE_THRESHOLD: must be a number, got 'small'");
  EXPECT_THAT(error_of(flags_with_file("seed = 1.5\n")).message,
              HasSubstr("line 1 (seed): must be a whole number, got '1.5'"));
  EXPECT_THAT(error_of({{"scf", "rhff"}}).message, HasSubstr("did you mean 'rhf'"));
}

TEST_F(ConfigurationTest, EstablishedVariablesAreRead) {
  EXPECT_EQ(resolve({}, {{"ML_ROLLING_WINDOW", "7"}})[option::kRollingWindow], 7);
  EXPECT_EQ(
      resolve({}, {{"ML_ROLLING_WINDOW", "7"}, {"EIGENLAKE_ROLLING_WINDOW", "8"}})[option::kRollingWindow],
      8);
}

TEST_F(ConfigurationTest, EmptyVariablesCountAsUnset) {
  EXPECT_EQ(resolve({}, {{"EIGENLAKE_BASIS", ""}}).text(experiment_setting("basis")), "sto3g");
}

TEST_F(ConfigurationTest, KafkaTableEnablesPublishing) {
  const auto configuration =
      resolve(flags_with_file("basis = '6-31g'\n[kafka]\nservers = 'a:9092'\ntimeout = 3\n"));
  EXPECT_TRUE(configuration[option::kKafka]);
  EXPECT_EQ(configuration[option::kServers], "a:9092");
  EXPECT_EQ(configuration[option::kTimeout], 3);
  EXPECT_THAT(configuration.origin(option::kTimeout), HasSubstr("line 4"));
  EXPECT_FALSE(resolve(flags_with_file("[kafka]\nenabled = false\nservers = 'a:9092'\n"))[option::kKafka]);
  EXPECT_TRUE(resolve(flags_with_file("kafka = true\n"))[option::kKafka]);
  EXPECT_THAT(error_of(flags_with_file("[kafka]\nserver = 'a:9092'\n")).message, HasSubstr("servers"));
  EXPECT_THAT(error_of(flags_with_file("[lakes]\nservers = 'a:9092'\n")).message, HasSubstr("line 1"));
}

}  // namespace
}  // namespace eigenlake
