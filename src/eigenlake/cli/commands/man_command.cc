// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/commands/commands.h"
#include "eigenlake/cli/help/man_page.h"

namespace eigenlake {
namespace {

Result<ExitCode> run_man(Invocation& invocation) {
  print_man_page(invocation.all_commands, invocation.process.out);
  return ExitCode::kOk;
}

}  // namespace

Command man_command() {
  return {.name = "man",
          .purpose = Purpose::kProgram,
          .summary = "Print the manual page",
          .description =
              "Prints eigenlake(1) for man: 'eigenlake man | man -l -' shows it. It has every command and "
              "option.",
          .example = "eigenlake man",
          .only_reads = true,
          .opens_lake = false,
          .run = run_man};
}

}  // namespace eigenlake
