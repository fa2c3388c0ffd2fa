// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/commands/commands.h"
#include "eigenlake/cli/help/completion.h"

namespace eigenlake {
namespace {

Result<ExitCode> run_completion(Invocation& invocation) {
  EIGENLAKE_RETURN_IF_ERROR(invocation.check_action({"bash", "zsh", "fish"}));
  const std::string& shell = invocation.operands[0];
  const auto print = shell == "bash"  ? print_bash_completion
                     : shell == "zsh" ? print_zsh_completion
                                      : print_fish_completion;
  print(invocation.all_commands, invocation.process.out);
  return ExitCode::kOk;
}

}  // namespace

Command completion_command() {
  return {.name = "completion",
          .purpose = Purpose::kProgram,
          .summary = "Print a script that completes commands in a shell",
          .description =
              "Prints a script for bash, zsh or fish. It completes commands, options, their named values, "
              "files, and the tables of the lake, also for ./eigenlake. In bash and zsh 'source "
              "<(eigenlake completion bash)' loads it, in fish 'eigenlake completion fish | source'; in the "
              "shell's startup file it is there in every shell.",
          .example = "eigenlake completion bash",
          .operands = {"bash | zsh | fish", 1, 1},
          .only_reads = true,
          .opens_lake = false,
          .run = run_completion};
}

}  // namespace eigenlake
