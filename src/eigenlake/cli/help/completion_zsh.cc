// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "eigenlake/cli/help/command_help.h"
#include "eigenlake/cli/help/completion.h"
#include "eigenlake/cli/help/completion_words.h"
#include "eigenlake/cli/help/option_text.h"

namespace eigenlake {
namespace {

constexpr std::string_view kZshBeginning = R"sh(#compdef eigenlake
# Completion of eigenlake for zsh:  source <(eigenlake completion zsh)
# or put it into a file named _eigenlake in a folder of $fpath.

# The tables of the lake that the command line names, or of the default one.
_eigenlake__table_names() {
  local -a lake names
  (( $+opt_args[--lake] )) && lake=(--lake ${(Q)opt_args[--lake]})
  names=(${(f)"$(EIGENLAKE_COMPLETING=1 ${(Q)program} tables --json --quiet $lake 2>/dev/null |
    sed -n 's/^{"table":"\([^"]*\)".*/\1/p')"})
  _wanted tables expl table compadd -a names
}

)sh";

constexpr std::string_view kZshEnd = R"sh(
if [[ $funcstack[1] == _eigenlake ]]; then
  _eigenlake "$@"
else
  compdef _eigenlake eigenlake
fi
)sh";

/// Of a text in a specification of _arguments or _describe.
std::string zsh_escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') result += '\\';
    result += c;
  }
  return result;
}

std::string zsh_quoted(std::string_view text) {
  return single_quoted(text, "'\\''");
}

std::string action_of(const Setting& setting) {
  switch (kind_of_value(setting)) {
    case WordKind::kWords:
      return fmt::format("({})", fmt::join(setting.choices, " "));
    case WordKind::kFile:
      return "_files";
    case WordKind::kFolder:
      return "_files -/";
    case WordKind::kTable:
    case WordKind::kNone:
      break;
  }
  return " ";
}

/// ":NAME:(a b)", once for each word of the value.
std::string value_spec(const Setting& setting) {
  if (setting.type == SettingType::kFlag) return "";
  std::string spec;
  for (int i = 0; i < setting.num_words; ++i)
    spec += fmt::format("{}:{}:{}", setting.bare_value.empty() ? "" : ":", zsh_escaped(setting.placeholder),
                        action_of(setting));
  return spec;
}

/// How the value follows the name: after "=" or in the next word, or, "=-", only after "=".
std::string_view value_sign(const Setting& setting, std::string_view name) {
  if (!setting.bare_value.empty()) return "=-";
  return setting.type != SettingType::kFlag && name.starts_with("--") && setting.num_words == 1 ? "=" : "";
}

void print_option_in_zsh(const Setting& setting, bool is_repeated, std::ostream& out) {
  const std::string meaning(setting.help.substr(0, setting.help.find(';')));
  for (const std::string& name : spellings_of(setting))
    out << fmt::format("    {} \\\n", zsh_quoted(fmt::format("{}{}{}[{}]{}", is_repeated ? "*" : "", name,
                                                             value_sign(setting, name), zsh_escaped(meaning),
                                                             value_spec(setting))));
}

void print_help_options(bool has_kafka, std::ostream& out) {
  out << "    '-h[Print the most used options]' \\\n    '--help[Print all options]' \\\n";
  if (has_kafka) out << "    '--help-kafka[Print the options of Kafka]' \\\n";
}

std::string operand_spec(const Command& command) {
  switch (kind_of_operands(command)) {
    case WordKind::kWords:
      return fmt::format("'1:action:({})' '*: : '", fmt::join(actions_of(command), " "));
    case WordKind::kFile:
      return "'*:FILE:_files'";
    case WordKind::kFolder:
      return "'1:DEST:_files -/'";
    case WordKind::kTable:
      return "'1:TABLE:_eigenlake__table_names'";
    case WordKind::kNone:
      break;
  }
  return "'*: : '";
}

void print_function(const Command& command, std::ostream& out) {
  out << "_eigenlake_" << command.name << "() {\n  _arguments \\\n";
  for (const Setting* setting : flags_of_command(command))
    print_option_in_zsh(*setting, may_be_repeated(command, *setting), out);
  print_help_options(!groups_of(command, true).empty(), out);
  out << "    " << operand_spec(command) << "\n}\n\n";
}

void print_names(std::span<const Command> commands, std::ostream& out) {
  out << "_eigenlake__command_names() {\n  local -a commands\n  commands=(\n";
  for (const Command& command : commands)
    out << "    " << zsh_quoted(command.name + ":" + zsh_escaped(command.summary)) << '\n';
  out << "    'help:Print help'\n  )\n  _describe -t commands command commands\n}\n\n";
}

}  // namespace

void print_zsh_completion(std::span<const Command> commands, std::ostream& out) {
  out << kZshBeginning;
  print_names(commands, out);
  for (const Command& command : commands) print_function(command, out);
  out << "_eigenlake() {\n  local curcontext=$curcontext state line program=$words[1]\n"
         "  typeset -A opt_args\n  _arguments -C \\\n";
  for (const Setting* setting : option::kCommonOptions) print_option_in_zsh(*setting, false, out);
  print_help_options(false, out);
  out << "    '--version[Print the version]' \\\n"
         "    '1:command:_eigenlake__command_names' \\\n    '*:: :->words'\n"
         "  [[ $state == words ]] || return\n"
         "  if [[ $words[1] == help ]]; then\n    _eigenlake__command_names\n"
         "  elif (( $+functions[_eigenlake_$words[1]] )); then\n"
         "    curcontext=${curcontext%:*:*}:eigenlake-$words[1]:\n    _eigenlake_$words[1]\n  fi\n}\n";
  out << kZshEnd;
}

}  // namespace eigenlake
