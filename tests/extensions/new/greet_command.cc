// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/commands/commands.h"

namespace eigenlake {
namespace {

Result<ExitCode> greet(Invocation& invocation) {
  invocation.process.out << "hello " << invocation.operands[0] << '\n';
  return ExitCode::kOk;
}

}  // namespace

Command greet_command() {
  return {.name = "greet",
          .purpose = Purpose::kLook,
          .summary = "Greet somebody",
          .description = "Greets somebody.",
          .example = "eigenlake greet you",
          .operands = {"NAME", 1, 1},
          .only_reads = true,
          .opens_lake = false,
          .run = greet};
}

}  // namespace eigenlake
