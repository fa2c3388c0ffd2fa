// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/settings/configuration_files.h"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "eigenlake/cli/settings/common_options.h"
#include "eigenlake/cli/settings/configuration.h"
#include "eigenlake/cli/settings/experiment_settings.h"
#include "eigenlake/cli/settings/setting_list.h"
#include "eigenlake/session/testing/scratch_folder.h"

namespace eigenlake {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

namespace fs = std::filesystem;

class ConfigurationFilesTest : public ::testing::Test {
 protected:
  ConfigurationFilesTest() {
    fs::create_directories(folder_.path() / "own" / "eigenlake");
    fs::create_directories(folder_.path() / "here");
  }

  ConfigurationFiles find(const GivenFlags& flags = {}) const {
    return find_configuration_files(flags, environment_, search_);
  }
  std::vector<std::string> paths(const GivenFlags& flags = {}) const {
    std::vector<std::string> paths;
    for (const ConfigurationFile& file : find(flags).files) paths.push_back(file.path);
    return paths;
  }
  Result<Configuration> resolve(const GivenFlags& flags = {}) const {
    return Configuration::resolve(all_settings(), flags, environment_, find(flags));
  }

  ScratchFolder folder_;
  const std::string own_ = folder_.place("own/eigenlake/eigenlake.toml");
  const std::string here_ = folder_.place("here/eigenlake.toml");
  std::map<std::string, std::string> environment_ = {{"XDG_CONFIG_HOME", folder_.place("own")},
                                                     {"HOME", folder_.place("home")}};
  ConfigurationSearch search_ = {.folder = folder_.place("here"), .user = ::geteuid()};
};

TEST_F(ConfigurationFilesTest, OwnFileIsBelowTheConfigurationHome) {
  EXPECT_EQ(own_configuration_file({{"HOME", "/home/x"}}), "/home/x/.config/eigenlake/eigenlake.toml");
  EXPECT_EQ(own_configuration_file({{"HOME", "/home/x"}, {"XDG_CONFIG_HOME", "/etc/x"}}),
            "/etc/x/eigenlake/eigenlake.toml");
  EXPECT_EQ(own_configuration_file({{"HOME", "/home/x"}, {"XDG_CONFIG_HOME", "relative"}}),
            "/home/x/.config/eigenlake/eigenlake.toml");
  EXPECT_EQ(own_configuration_file({}), "");
}

TEST_F(ConfigurationFilesTest, ExistingFilesAreInTheirOrder) {
  EXPECT_THAT(paths(), IsEmpty());
  folder_.write("own/eigenlake/eigenlake.toml", "");
  EXPECT_THAT(paths(), ElementsAre(own_));
  folder_.write("here/eigenlake.toml", "");
  const std::string named = folder_.write("named.toml", "");
  EXPECT_THAT(paths({{"config", {named}}}), ElementsAre(own_, here_, named));
  environment_["EIGENLAKE_CONFIG"] = named;
  EXPECT_THAT(paths(), ElementsAre(own_, here_, named));
  search_.folder = "";
  EXPECT_THAT(paths(), ElementsAre(named)) << "nothing is looked for";
}

TEST_F(ConfigurationFilesTest, NoConfigLeavesTheFileOfTheFlag) {
  folder_.write("own/eigenlake/eigenlake.toml", "");
  folder_.write("here/eigenlake.toml", "");
  environment_["EIGENLAKE_CONFIG"] = folder_.write("named.toml", "");
  EXPECT_THAT(paths({{"no-config", {"true"}}}), IsEmpty());
  EXPECT_THAT(paths({{"no-config", {"true"}}, {"config", {"x.toml"}}}), ElementsAre("x.toml"));
  EXPECT_THAT(paths({{"no-config", {"false"}}}), SizeIs(3));
}

TEST_F(ConfigurationFilesTest, FileIsReadOnce) {
  folder_.write("here/eigenlake.toml", "");
  EXPECT_THAT(paths({{"config", {here_}}}), ElementsAre(here_));
  EXPECT_EQ(find({{"config", {here_}}}).files.front().place, FilePlace::kNamed);
  folder_.write("own/eigenlake/eigenlake.toml", "");
  search_.folder = folder_.place("own/eigenlake");
  EXPECT_EQ(find().files.front().place, FilePlace::kOwn);
  EXPECT_THAT(paths(), ElementsAre(own_));
}

TEST_F(ConfigurationFilesTest, FileOfAnotherUserIsLeftOut) {
  folder_.write("here/eigenlake.toml", "");
  const std::string other = folder_.place("here/eigenlake.toml");
  if (::geteuid() != 0 || ::chown(other.c_str(), 12345, 12345) != 0)
    GTEST_SKIP() << "only root gives files away";
  const ConfigurationFiles found = find();
  EXPECT_THAT(found.files, IsEmpty());
  EXPECT_THAT(found.warnings,
              ElementsAre(AllOf(HasSubstr(here_), HasSubstr("another user"), HasSubstr("--config"))));
  search_.user = 12345;
  EXPECT_THAT(paths(), ElementsAre(here_));
  ASSERT_EQ(::chown(other.c_str(), 0, 0), 0);
  EXPECT_THAT(paths(), ElementsAre(here_)) << "root may set it for everyone";
}

TEST_F(ConfigurationFilesTest, FolderIsNoFile) {
  fs::create_directory(here_);
  EXPECT_THAT(paths(), IsEmpty());
}

TEST_F(ConfigurationFilesTest, EachSettingComesFromTheNearestFile) {
  folder_.write("own/eigenlake/eigenlake.toml",
                "basis = '6-31g'\nseed = 1\noptimizer = 'SLSQP'\nlake = 'mine'\n");
  folder_.write("here/eigenlake.toml", "seed = 2\njitter = 0.5\n");
  const std::string named = folder_.write("named.toml", "optimizer = 'COBYLA'\njitter = 0.25\n");
  const auto configuration = resolve({{"config", {named}}});
  ASSERT_TRUE(configuration) << configuration.error().to_string();
  const auto text = [&](const char* name) { return configuration->text(experiment_setting(name)); };
  EXPECT_EQ(text("basis"), "6-31g");
  EXPECT_EQ(text("seed"), "2");
  EXPECT_EQ(text("optimizer"), "COBYLA");
  EXPECT_EQ(text("jitter"), "0.25");
  EXPECT_EQ((*configuration)[option::kLake], "mine");
  const auto uses = configuration->found_files(all_settings());
  ASSERT_THAT(uses, SizeIs(2));
  EXPECT_EQ(uses[0].path, own_);
  EXPECT_THAT(names_of(uses[0].settings), ElementsAre("lake", "basis"));
  EXPECT_EQ(uses[1].path, here_);
  EXPECT_THAT(names_of(uses[1].settings), ElementsAre("seed"));
}

TEST_F(ConfigurationFilesTest, FolderMustNotSetWhatIsNotAllowed) {
  for (const Setting* setting : all_settings()) {
    if (setting->flag_only || setting->in_folder == InFolder::kMayBeSet) continue;
    folder_.write("here/eigenlake.toml", std::string(setting->name) + " = '1'\n");
    const auto refused = resolve();
    ASSERT_FALSE(refused) << setting->name;
    EXPECT_EQ(refused.error().kind, ErrorKind::kUsage);
    EXPECT_THAT(refused.error().message,
                AllOf(HasSubstr(here_ + " line 1"), HasSubstr("'" + std::string(setting->name) + "'"),
                      HasSubstr("--config")));
  }
  for (const char* table : {"[kafka]\n", "[kafka]\nservers = 'x:1'\n", "[kafka]\nenabled = true\n"}) {
    folder_.write("here/eigenlake.toml", table);
    EXPECT_FALSE(resolve()) << table;
  }
  folder_.write("here/eigenlake.toml", "lake = 'x'\n");
  EXPECT_TRUE(resolve({{"config", {here_}}})) << "named, it may set everything";
}

}  // namespace
}  // namespace eigenlake
