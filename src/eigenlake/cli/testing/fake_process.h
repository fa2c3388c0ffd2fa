// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sstream>

#include <gtest/gtest.h>

#include "eigenlake/cli/command_list.h"
#include "eigenlake/cli/invocation/command.h"

namespace eigenlake {

/// The environment of a command, with streams that a test reads afterwards.
struct FakeProcess {
  std::istringstream in;
  std::ostringstream out;
  std::ostringstream err;
  ProcessContext context{.in = in, .out = out, .err = err, .environment = {}};

  /// A call of `command` with these flags, checked as those of the command line are.
  Invocation invocation(const GivenFlags& flags = {}, std::string_view command = "run") {
    const Command& called = *find_command(command);
    auto configuration = Configuration::resolve(called.all_settings(), flags, context.environment);
    EXPECT_TRUE(configuration) << configuration.error().to_string();
    return {called, configuration.value_or(Configuration()), {}, context, all_commands()};
  }
};

}  // namespace eigenlake
