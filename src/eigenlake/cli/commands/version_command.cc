// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "eigenlake/cli/commands/commands.h"

namespace eigenlake {
namespace {

Result<ExitCode> print_version(Invocation& invocation) {
  if (invocation.json())
    invocation.process.out << fmt::format("{{\"version\": \"{}\"}}\n", EIGENLAKE_VERSION);
  else
    invocation.process.out << fmt::format("eigenlake {}\n", EIGENLAKE_VERSION);
  return ExitCode::kOk;
}

}  // namespace

Command version_command() {
  return {.name = "version",
          .purpose = Purpose::kProgram,
          .summary = "Print the version",
          .description = "Prints the version; 'eigenlake doctor' checks what else is installed.",
          .example = "eigenlake version",
          .only_reads = true,
          .opens_lake = false,
          .run = print_version};
}

}  // namespace eigenlake
