// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/help/overview.h"

#include <fmt/format.h>

#include "eigenlake/cli/help/exit_code_text.h"
#include "eigenlake/cli/help/option_text.h"

namespace eigenlake {
namespace {

struct PurposeText {
  Purpose purpose;
  std::string_view heading;
};

constexpr PurposeText kPurposes[] = {
    {Purpose::kSimulate, "Simulate"},      {Purpose::kLook, "Look at results"},
    {Purpose::kOrganise, "Organise"},      {Purpose::kStream, "Stream by Kafka"},
    {Purpose::kMaintain, "Keep the lake"}, {Purpose::kProgram, "The program"},
};

void print_beginning(HelpPage& page) {
  page.paragraph("Eigenlake simulates molecules with VQE and turns every run into tables for SQL.");
  page.blank();
  page.paragraph("Usage: eigenlake COMMAND [OPTIONS] …");
}

void print_examples(HelpPage& page) {
  page.heading("Examples");
  page.command_line("eigenlake run molecules.json");
  page.command_line("eigenlake sql \"select name, total_energy from runs\"");
}

void print_short_overview(std::span<const Command> commands, HelpPage& page) {
  constexpr size_t kColumnOfNames = 20;
  print_beginning(page);
  page.heading("Commands");
  page.set_column(kColumnOfNames);
  for (const CommandGroup& group : grouped(commands)) {
    std::string names;
    for (const Command* command : group.commands) names += (names.empty() ? "" : ", ") + command->name;
    page.entry(group.heading, names);
  }
  print_examples(page);
  page.blank();
  page.paragraph(
      "'eigenlake COMMAND -h' describes the basics of a command, --help all of it. 'eigenlake --help' says "
      "what each command does, and lists common options and exit codes.");
}

void print_common_options(HelpPage& page) {
  page.heading("Common options, before or after the command");
  for (const Setting* setting : option::kCommonOptions)
    page.entry(flags_of(*setting), explanation_of(*setting));
  page.entry("-h, --help", "Print the basics, or all; after a command: of that command");
  page.entry("--version", "Print the version");
}

}  // namespace

std::vector<CommandGroup> grouped(std::span<const Command> commands) {
  std::vector<CommandGroup> groups;
  for (const auto& [purpose, heading] : kPurposes) {
    CommandGroup& group = groups.emplace_back(heading);
    for (const Command& command : commands)
      if (command.purpose == purpose) group.commands.push_back(&command);
  }
  return groups;
}

void print_overview(std::span<const Command> commands, HelpKind kind, HelpPage& page) {
  if (kind == HelpKind::kShort) return print_short_overview(commands, page);
  print_beginning(page);
  for (const CommandGroup& group : grouped(commands)) {
    page.heading(group.heading);
    for (const Command* command : group.commands) page.entry(command->name, command->summary);
  }
  print_common_options(page);
  page.blank();
  page.paragraph(
      "Every option can also be set by an environment variable (--max-iterations by "
      "EIGENLAKE_MAX_ITERATIONS) or by a TOML file (max-iterations = 100). A flag wins over the environment, "
      "the environment over the file of --config, that over eigenlake.toml in the working folder, and that "
      "over your own, ~/.config/eigenlake/eigenlake.toml.");
  page.heading("Exit codes");
  for (const auto& [code, meaning] : exit_code_texts())
    page.entry(fmt::format("{}", static_cast<int>(code)), meaning);
  print_examples(page);
}

}  // namespace eigenlake
