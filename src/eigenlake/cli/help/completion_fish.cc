// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "eigenlake/cli/help/completion.h"
#include "eigenlake/cli/help/completion_words.h"

namespace eigenlake {
namespace {

constexpr std::string_view kFishBeginning =
    R"sh(# Completion of eigenlake for fish:  eigenlake completion fish | source

# The tables of the lake that the command line names, or of the default one.
function __eigenlake_tables
    set -l words (commandline -opc)
    set -l lake
    if set -l place (contains -i -- --lake $words)
        set lake --lake $words[(math $place + 1)]
    end
    EIGENLAKE_COMPLETING=1 $words[1] tables --json --quiet $lake 2>/dev/null | string replace -rf '^{"table":"([^"]*)".*' '$1'
end

complete -c eigenlake -f
complete -c eigenlake -n __fish_use_subcommand -l version -d 'Print the version'
complete -c eigenlake -s h -d 'Print the most used options'
complete -c eigenlake -l help -d 'Print all options'
)sh";

std::string fish_quoted(std::string_view text) {
  return single_quoted(text, "\\'");
}

/// The condition that one of these commands was typed.
std::string after(const std::vector<std::string>& names) {
  return fish_quoted(fmt::format("__fish_seen_subcommand_from {}", fmt::join(names, " ")));
}

/// How fish completes the value of an option.
std::string value_of(const Setting& setting) {
  if (!takes_next_word(setting)) return "";
  switch (kind_of_value(setting)) {
    case WordKind::kWords:
      return fmt::format(" -x -a {}", fish_quoted(fmt::format("{}", fmt::join(setting.choices, " "))));
    case WordKind::kFile:
      return " -r -F";
    case WordKind::kFolder:
      return " -x -a '(__fish_complete_directories)'";
    case WordKind::kTable:
    case WordKind::kNone:
      break;
  }
  return " -x";
}

/// "-s b -l basis"; a short name of several letters is an old-style option.
std::string names_of_option(const Setting& setting) {
  std::string names;
  if (setting.short_name.size() == 2) names = fmt::format(" -s {}", setting.short_name.substr(1));
  if (setting.short_name.size() > 2) names = fmt::format(" -o {}", setting.short_name.substr(1));
  return fmt::format("{} -l {}", names, setting.name);
}

void print_option_in_fish(std::span<const Command> commands, const Setting& setting, std::ostream& out) {
  std::vector<std::string> takers;
  for (const Command& command : commands)
    if (contains(command.all_settings(), &setting)) takers.push_back(command.name);
  // Common options also stand before the command.
  const bool is_common = takers.size() == commands.size();
  const std::string condition = is_common ? "" : " -n " + after(takers);
  out << fmt::format("complete -c eigenlake{}{}{} -d {}\n", condition, names_of_option(setting),
                     value_of(setting), fish_quoted(setting.help.substr(0, setting.help.find(';'))));
}

void print_operands_in_fish(const Command& command, std::ostream& out) {
  const std::string condition = after({command.name});
  switch (kind_of_operands(command)) {
    case WordKind::kWords: {
      const std::string actions = fmt::format("{}", fmt::join(actions_of(command), " "));
      out << fmt::format("complete -c eigenlake -n {} -a {}\n",
                         fish_quoted(fmt::format("__fish_seen_subcommand_from {}; and not "
                                                 "__fish_seen_subcommand_from {}",
                                                 command.name, actions)),
                         fish_quoted(actions));
      return;
    }
    case WordKind::kFile:
      out << fmt::format("complete -c eigenlake -n {} -F\n", condition);
      return;
    case WordKind::kFolder:
      out << fmt::format("complete -c eigenlake -n {} -a '(__fish_complete_directories)'\n", condition);
      return;
    case WordKind::kTable:
      out << fmt::format("complete -c eigenlake -n {} -a '(__eigenlake_tables)'\n", condition);
      return;
    case WordKind::kNone:
      return;
  }
}

}  // namespace

void print_fish_completion(std::span<const Command> commands, std::ostream& out) {
  out << kFishBeginning;
  for (const Command& command : commands)
    out << fmt::format("complete -c eigenlake -n __fish_use_subcommand -a {} -d {}\n", command.name,
                       fish_quoted(command.summary));
  std::vector<std::string> names;
  for (const Command& command : commands) names.push_back(command.name);
  out << fmt::format(
      "complete -c eigenlake -n __fish_use_subcommand -a help -d 'Print help'\n"
      "complete -c eigenlake -n '__fish_seen_subcommand_from help' -a {}\n",
      fish_quoted(fmt::format("{}", fmt::join(names, " "))));
  for (const Setting* setting : flags_of_all(commands)) print_option_in_fish(commands, *setting, out);
  for (const Command& command : commands) print_operands_in_fish(command, out);
}

}  // namespace eigenlake
