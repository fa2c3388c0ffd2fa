// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/help/reference.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "eigenlake/cli/command_list.h"
#include "eigenlake/cli/settings/setting_list.h"

namespace eigenlake {
namespace {

std::string read(const std::string& file) {
  std::ifstream in(file);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

/// With EIGENLAKE_UPDATE_DOCS set the page is written instead of compared.
void expect_fresh(const std::string& page, const std::string& text) {
  const std::string file = std::string(EIGENLAKE_SOURCE_DIR) + "/docs/reference/" + page;
  if (std::getenv("EIGENLAKE_UPDATE_DOCS") != nullptr) std::ofstream(file) << text;
  EXPECT_EQ(read(file), text) << "run EIGENLAKE_UPDATE_DOCS=1 cli_test --gtest_filter='Reference.*'";
}

TEST(Reference, CommandsPageMatchesTheProgram) {
  expect_fresh("commands.md", commands_reference(all_commands()));
}
TEST(Reference, ConfigurationPageMatchesTheProgram) {
  expect_fresh("configuration.md", configuration_reference());
}

TEST(Reference, EverySettingBelongsToACommand) {
  for (const Setting* setting : all_settings())
    EXPECT_TRUE(std::ranges::any_of(all_commands(), [&](const Command& command) {
      return contains(command.all_settings(), setting);
    })) << setting->name;
}

TEST(Reference, EveryOptionOfACommandIsListed) {
  for (const Command& command : all_commands())
    for (const Setting* option : command.options)
      EXPECT_TRUE(contains(all_settings(), option)) << command.name << ": " << option->name;
}

}  // namespace
}  // namespace eigenlake
