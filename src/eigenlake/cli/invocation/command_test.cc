// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/invocation/command.h"

#include <csignal>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/cli/invocation/interrupt.h"
#include "eigenlake/cli/settings/run_options.h"
#include "eigenlake/cli/settings/setting_list.h"
#include "eigenlake/cli/testing/fake_process.h"

namespace eigenlake {
namespace {

using ::testing::Contains;
using ::testing::Not;

Settings settings_of(Settings options, bool opens_lake) {
  Command command;
  command.options = std::move(options);
  command.opens_lake = opens_lake;
  return command.all_settings();
}

TEST(Command, TakesCommonSettingsThoseOfServicesAndItsOwn) {
  const Settings all = settings_of({&option::kJobs}, true);
  for (const char* name : {"lake", "json", "jobs", "catalog-uri", "s3-endpoint"})
    EXPECT_THAT(all, Contains(find_setting(name))) << name;
  EXPECT_THAT(all, Not(Contains(find_setting("basis"))));
}

TEST(Command, CommandsWithoutALakeHaveNoServices) {
  const Settings all = settings_of({}, false);
  EXPECT_THAT(all, Contains(find_setting("threads")));
  EXPECT_THAT(all, Not(Contains(find_setting("catalog-uri"))));
  EXPECT_THAT(all, Not(Contains(find_setting("s3-endpoint"))));
}

TEST(Invocation, ReportIsATextOrAnObject) {
  FakeProcess process;
  process.invocation().report({{"rows", 3}}, "three rows\n");
  EXPECT_EQ(process.out.str(), "three rows\n");
  process.out.str("");
  process.invocation({{"json", {"true"}}, {"quiet", {"true"}}}).report({{"rows", 3}}, "three rows\n");
  EXPECT_EQ(process.out.str(), "{\"rows\":3}\n");
  process.out.str("");
  process.invocation({{"quiet", {"true"}}}).report({{"rows", 3}}, "three rows\n");
  EXPECT_EQ(process.out.str(), "");
}

TEST(Invocation, BytesThatAreNoTextAreReplaced) {
  FakeProcess process;
  process.invocation().print({{"path", "a\xff"}});
  EXPECT_EQ(process.out.str(), "{\"path\":\"a\xef\xbf\xbd\"}\n");
}

TEST(Invocation, NotesSteerNoTerminal) {
  FakeProcess process;
  process.invocation().warn("a\x1b[31m\rb\x7f: two\nlines\tÅ");
  process.invocation().note(std::string_view("c\0d", 3));
  EXPECT_EQ(process.err.str(), "warning: a [31m b : two\nlines Å\nc d\n");
}

TEST(Invocation, UnknownActionIsNamedWithAllOthers) {
  FakeProcess process;
  Invocation invocation = process.invocation({}, "tag");
  invocation.operands = {"list"};
  EXPECT_TRUE(invocation.check_action({"create", "list"}));
  invocation.operands = {"lits"};
  EXPECT_EQ(invocation.check_action({"create", "list", "delete"}).error().message,
            "eigenlake tag takes create, list or delete, got 'lits'; did you mean 'list'?");
}

TEST(InterruptScope, NextScopeForgetsTheSignal) {
  {
    const InterruptScope scope;
    EXPECT_FALSE(InterruptScope::requested());
    std::raise(SIGINT);
    EXPECT_TRUE(InterruptScope::requested());
  }
  const InterruptScope scope;
  EXPECT_FALSE(InterruptScope::requested());
  std::raise(SIGTERM);
  EXPECT_TRUE(InterruptScope::requested());
}

TEST(InterruptScope, EarlierHandlersAreRestored) {
  struct sigaction before = {};
  struct sigaction after = {};
  sigaction(SIGINT, nullptr, &before);
  {
    const InterruptScope scope;
  }
  sigaction(SIGINT, nullptr, &after);
  EXPECT_EQ(before.sa_handler, after.sa_handler);
}

}  // namespace
}  // namespace eigenlake
