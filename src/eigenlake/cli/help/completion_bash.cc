// SPDX-License-Identifier: Apache-2.0
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "eigenlake/cli/help/command_help.h"
#include "eigenlake/cli/help/completion.h"
#include "eigenlake/cli/help/completion_words.h"

namespace eigenlake {
namespace {

constexpr std::string_view kBashBeginning =
    R"sh(# Completion of eigenlake for bash:  source <(eigenlake completion bash)

_eigenlake_words() { mapfile -t COMPREPLY < <(compgen -W "$1" -- "$2"); }

_eigenlake_files() {
  mapfile -t COMPREPLY < <(compgen "$1" -- "$2")
  compopt -o filenames 2>/dev/null
}

# The tables of the lake that the command line names, or of the default one.
_eigenlake_tables() {
  local i lake=()
  for ((i = 1; i < COMP_CWORD; ++i)); do
    [[ ${COMP_WORDS[i]} == --lake ]] && lake=(--lake "${COMP_WORDS[i + 1]}")
  done
  EIGENLAKE_COMPLETING=1 "${COMP_WORDS[0]}" tables --json --quiet "${lake[@]}" 2>/dev/null |
    sed -n 's/^{"table":"\([^"]*\)".*/\1/p'
}

_eigenlake() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} command= operands=0 i
  COMPREPLY=()
  # Bash splits --option=value at the sign.
  if [[ $current == = ]]; then
    current=
  elif [[ $previous == = ]]; then
    previous=${COMP_WORDS[COMP_CWORD - 2]}
  fi
)sh";

constexpr std::string_view kBashEnd = R"sh(}

complete -F _eigenlake eigenlake
)sh";

/// Patterns of a case, such as "-b|--basis", of the options for which `is_one` holds.
template <typename Condition>
std::string pattern(const Settings& settings, const Condition& is_one) {
  std::vector<std::string> names;
  for (const Setting* setting : settings)
    if (takes_next_word(*setting) && is_one(*setting))
      for (std::string& name : spellings_of(*setting)) names.push_back(std::move(name));
  return fmt::format("{}", fmt::join(names, "|"));
}

/// Finds the command and counts its operands so far.
void print_search(const Settings& flags, std::ostream& out) {
  out << "  for ((i = 1; i < COMP_CWORD; ++i)); do\n    case ${COMP_WORDS[i]} in\n"
      << "      " << pattern(flags, [](const Setting& setting) { return setting.num_words == 1; }) << ")\n"
      << "        [[ ${COMP_WORDS[i + 1]} == = ]] && ((++i))\n        ((++i)) ;;\n"
      << "      " << pattern(flags, [](const Setting& setting) { return setting.num_words == 2; })
      << ") ((i += 2)) ;;\n"
      << "      -* | =) ;;\n"
      << "      *) if [[ $command ]]; then ((++operands)); else command=${COMP_WORDS[i]}; fi ;;\n"
      << "    esac\n  done\n";
}

void print_values(const Settings& flags, std::ostream& out) {
  out << "  case $previous in\n";
  const auto print = [&](const std::string& names, const std::string& action) {
    if (!names.empty()) out << fmt::format("    {}) {}return ;;\n", names, action);
  };
  for (const Setting* setting : flags)
    if (kind_of_value(*setting) == WordKind::kWords)
      print(pattern(Settings{setting}, [](const Setting&) { return true; }),
            fmt::format("_eigenlake_words '{}' \"$current\"; ", fmt::join(setting->choices, " ")));
  const auto of_kind = [&](WordKind kind) {
    return pattern(flags, [&](const Setting& setting) { return kind_of_value(setting) == kind; });
  };
  print(of_kind(WordKind::kFile), "_eigenlake_files -f \"$current\"; ");
  print(of_kind(WordKind::kFolder), "_eigenlake_files -d \"$current\"; ");
  print(of_kind(WordKind::kNone), "");
  out << "  esac\n";
}

std::string option_words(const Settings& settings, bool has_kafka) {
  std::vector<std::string> words = {"-h", "--help"};
  if (has_kafka) words.emplace_back("--help-kafka");
  for (const Setting* setting : settings)
    for (std::string& name : spellings_of(*setting)) words.push_back(std::move(name));
  return fmt::format("{}", fmt::join(words, " "));
}

void print_options_in_bash(std::span<const Command> commands, std::ostream& out) {
  out << "  if [[ $current == -* ]]; then\n    case $command in\n";
  for (const Command& command : commands)
    out << fmt::format("      {}) _eigenlake_words '{}' \"$current\" ;;\n", command.name,
                       option_words(flags_of_command(command), !groups_of(command, true).empty()));
  out << fmt::format(
      "      *) _eigenlake_words '--version {}' \"$current\" ;;\n    esac\n    return\n  fi\n",
      option_words({std::begin(option::kCommonOptions), std::end(option::kCommonOptions)}, false));
}

std::string operand_action(const Command& command) {
  switch (kind_of_operands(command)) {
    case WordKind::kWords:
      return fmt::format("((operands == 0)) && _eigenlake_words '{}' \"$current\"",
                         fmt::join(actions_of(command), " "));
    case WordKind::kFile:
      return "_eigenlake_files -f \"$current\"";
    case WordKind::kFolder:
      return "_eigenlake_files -d \"$current\"";
    case WordKind::kTable:
      return "_eigenlake_words \"$(_eigenlake_tables)\" \"$current\"";
    case WordKind::kNone:
      break;
  }
  return "";
}

void print_operands_in_bash(std::span<const Command> commands, std::ostream& out) {
  std::string names;
  for (const Command& command : commands) names += command.name + " ";
  out << "  case $command in\n    '' | help) _eigenlake_words '" << names << "help' \"$current\" ;;\n";
  for (const Command& command : commands)
    if (const std::string action = operand_action(command); !action.empty())
      out << "    " << command.name << ") " << action << " ;;\n";
  out << "  esac\n";
}

}  // namespace

void print_bash_completion(std::span<const Command> commands, std::ostream& out) {
  const Settings flags = flags_of_all(commands);
  out << kBashBeginning;
  print_search(flags, out);
  print_values(flags, out);
  print_options_in_bash(commands, out);
  print_operands_in_bash(commands, out);
  out << kBashEnd;
}

}  // namespace eigenlake
