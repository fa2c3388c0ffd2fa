// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/help/reference.h"

#include <sstream>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "eigenlake/cli/help/command_help.h"
#include "eigenlake/cli/help/overview.h"
#include "eigenlake/cli/settings/setting_list.h"

namespace eigenlake {
namespace {

constexpr int kWidthOfReference = 100;

std::string help_text(const Command& command, HelpKind kind) {
  std::ostringstream text;
  HelpPage page(text, kWidthOfReference);
  print_command_help(command, kind, page);
  return text.str();
}

std::string overview_text(std::span<const Command> commands) {
  std::ostringstream text;
  HelpPage page(text, kWidthOfReference);
  print_overview(commands, HelpKind::kFull, page);
  return text.str();
}

}  // namespace

std::string commands_reference(std::span<const Command> commands) {
  std::string text = fmt::format(
      "# Commands\n\nThe program's own help, word for word (`eigenlake help COMMAND`, and for Kafka "
      "`eigenlake COMMAND --help-kafka`). A test\ncompares this page with the program.\n\n```\n{}```\n",
      overview_text(commands));
  for (const Command& command : commands) {
    text += fmt::format("\n## {}\n\n```\n{}```\n", command.name, help_text(command, HelpKind::kFull));
    if (!groups_of(command, true).empty())
      text += fmt::format("\n```\n{}```\n", help_text(command, HelpKind::kKafka));
  }
  return text;
}

std::string configuration_reference() {
  std::ostringstream text;
  text
      << "# Configuration\n\n"
         "[Configure](../howto/configure.md) shows how to use files.\n\n"
         "Every setting has one name. A flag (`--max-iterations 100`) wins over the environment\n"
         "(`EIGENLAKE_MAX_ITERATIONS=100`), the environment over the files, and the files over the default. "
         "Of the files\n"
         "(`max-iterations = 100`) that of `--config FILE`, or else of `EIGENLAKE_CONFIG`, wins over "
         "`eigenlake.toml` in the\n"
         "working folder, and that over your own `~/.config/eigenlake/eigenlake.toml` (in "
         "`$XDG_CONFIG_HOME` where that is set),\n"
         "setting by setting. `--no-config` reads only that of `--config`. A file is TOML with one key per "
         "setting, hyphens or\n"
         "underscores alike; an unknown key is an error. One file may hold the settings of all commands.\n"
         "What may be repeated takes several values where many runs are planned (`run`, `simulate`, `scan`): "
         "the\n"
         "flag given again, or a list in the file (`optimizer = [\"COBYLA\", \"SLSQP\"]`). Whole numbers may "
         "be a\n"
         "range with both ends, `--seed 0..9`, in the file a text: `seed = \"0..9\"`. A variable of the "
         "environment\n"
         "holds one value or one range, because values may have commas. The values of the place that wins "
         "replace\n"
         "those of the others. Anything else that is given twice with different values is an error.\n"
         "A test compares this page with the program.\n\n"
         "```toml\nlake = \"./lake\"\nbasis = \"6-31g\"\noptimizer = \"SLSQP\"\nmax-iterations = 200\n```\n\n"
         "The column *folder* says whether an `eigenlake.toml` of the working folder may set it.\n\n"
         "| setting | environment variable | folder | default | meaning |\n|---|---|---|---|---|\n";
  for (const Setting* setting : all_settings()) {
    std::string variable = setting->flag_only ? "(flag only)" : "`" + setting->environment_variable() + "`";
    if (!setting->environment.empty()) variable += fmt::format(", `{}`", setting->environment);
    if (setting->secret) variable += " (no flag)";
    std::string meaning(setting->help);
    if (!setting->choices.empty()) meaning += fmt::format(": {}", fmt::join(setting->choices, ", "));
    if (setting->repeatable || setting->accumulates) meaning += "; may be repeated";
    const char* folder = setting->in_folder == InFolder::kMayBeSet ? "yes" : "";
    text << fmt::format("| `{}` | {} | {} | {} | {} |\n", setting->name, variable, folder,
                        setting->default_text.empty() ? "" : fmt::format("`{}`", setting->default_text),
                        meaning);
  }
  return text.str();
}

}  // namespace eigenlake
