// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/help.h"

#include <algorithm>
#include <sstream>

#include <fmt/format.h>

#include "eigenlake/cli/command_list.h"
#include "eigenlake/cli/settings/common_options.h"
#include "eigenlake/cli/settings/setting_list.h"

namespace eigenlake {
namespace {

constexpr size_t kLineWidth = 100;
constexpr size_t kHelpColumn = 34;
constexpr char kNoBreak = '\x01';  ///< A space at which no line ends.

/// `text` in lines of at most kLineWidth, all but the first one indented to `column`.
std::string wrapped(const std::string& text, size_t column) {
  std::istringstream words(text);
  std::string result;
  size_t width = column;
  for (std::string word; words >> word;) {
    const bool first = width == column;
    if (!first && width + 1 + word.size() > kLineWidth) {
      result += "\n" + std::string(column, ' ');
      width = column;
    } else if (!first) {
      result += ' ';
      ++width;
    }
    result += word;
    width += word.size();
  }
  std::replace(result.begin(), result.end(), kNoBreak, ' ');
  return result;
}

std::string flags_of(const Setting& setting) {
  std::string text = setting.flag();
  if (!setting.short_name.empty()) text = fmt::format("{}, {}", setting.short_name, text);
  return setting.placeholder.empty() ? text : fmt::format("{} {}", text, setting.placeholder);
}

std::string explanation_of(const Setting& setting, bool may_be_repeated = false) {
  std::string text(setting.help);
  if (!setting.choices.empty()) text += fmt::format(": {}", fmt::join(setting.choices, ", "));
  if (setting.open_choices && setting.name == "basis") text += ", …";
  if (may_be_repeated) text += "; may be repeated";
  if (!setting.default_text.empty()) text += fmt::format(" [default:{}{}]", kNoBreak, setting.default_text);
  return text;
}

void print_entry(std::ostream& out, const std::string& left, const std::string& right) {
  const std::string margin = "  " + left;
  out << margin;
  if (margin.size() + 2 > kHelpColumn) {
    out << '\n' << std::string(kHelpColumn, ' ');
  } else {
    out << std::string(kHelpColumn - margin.size(), ' ');
  }
  out << wrapped(right, kHelpColumn) << '\n';
}

void print_settings(std::ostream& out, const Command& command) {
  std::vector<SettingGroup> groups(setting_groups().begin(), setting_groups().end());
  std::ranges::rotate(groups, groups.begin() + 1);  // the common ones last
  const Settings taken = command.all_settings();
  for (SettingGroup& group : groups) {
    std::erase_if(group.settings,
                  [&](const Setting* setting) { return setting->secret || !contains(taken, setting); });
    if (!group.settings.empty()) out << '\n' << group.heading << ":\n";
    for (const Setting* setting : group.settings)
      print_entry(
          out, flags_of(*setting),
          explanation_of(*setting, setting->accumulates || (command.plans_many && setting->repeatable)));
  }
}

struct ExitCodeText {
  ExitCode code;
  const char* meaning;
};

constexpr ExitCodeText kExitCodes[] = {
    {ExitCode::kOk, "done"},
    {ExitCode::kInternal, "an internal error of the program"},
    {ExitCode::kUsage, "the command line, the configuration or the SQL is wrong"},
    {ExitCode::kBadInput, "the input is wrong, or what it names does not exist"},
    {ExitCode::kSomeMoleculesFailed, "some molecules failed, the others are done"},
    {ExitCode::kNotConverged, "a molecule did not converge (only with --strict)"},
    {ExitCode::kStore, "the lake or its store cannot be read or written"},
    {ExitCode::kQuarantined, "done, but a raw object could not be read and is quarantined"},
    {ExitCode::kDeliveredLater, "done, but results will be delivered later"},
    {ExitCode::kInterrupted, "interrupted; what was finished is kept"},
};

std::string usage_of(const Command& command) {
  return fmt::format("eigenlake {} [OPTIONS]{}{}", command.name, command.operands.text.empty() ? "" : " ",
                     command.operands.text);
}

}  // namespace

void print_overview(std::ostream& out) {
  out << "Eigenlake simulates molecules with VQE and turns every run into tables for SQL.\n\n"
         "Usage: eigenlake COMMAND [OPTIONS] …\n\nCommands:\n";
  for (const Command& command : all_commands()) print_entry(out, command.name, command.summary);
  out << "\nCommon options, before or after the command:\n";
  for (const Setting* setting : option::kCommonOptions)
    print_entry(out, flags_of(*setting), explanation_of(*setting));
  print_entry(out, "-h, --help", "Print this text, or that of a command");
  print_entry(out, "--version", "Print the version");
  out << "\nEvery option can also be set by an environment variable (--max-iterations by\n"
         "EIGENLAKE_MAX_ITERATIONS) or by a TOML file (max-iterations = 100, with --config).\n"
         "Flags win over the environment, the environment over the file.\n\nExit codes:\n";
  for (const auto& [code, meaning] : kExitCodes)
    print_entry(out, fmt::format("{}", static_cast<int>(code)), meaning);
  out << "\nExample:\n  eigenlake run molecules.json\n  eigenlake sql \"select name, total_energy from "
         "runs\"\n";
}

void print_command_help(const Command& command, std::ostream& out) {
  out << command.summary << ".\n\nUsage: " << usage_of(command) << "\n\n"
      << wrapped(command.description, 0) << '\n';
  print_settings(out, command);
}

std::string commands_reference() {
  std::ostringstream text;
  text << "# Commands\n\nThe program's own help, word for word (`eigenlake help COMMAND`). A test compares "
          "this page with "
          "the program.\n\n```\n";
  print_overview(text);
  text << "```\n";
  for (const Command& command : all_commands()) {
    text << "\n## " << command.name << "\n\n```\n";
    print_command_help(command, text);
    text << "```\n";
  }
  return text.str();
}

std::string configuration_reference() {
  std::ostringstream text;
  text
      << "# Configuration\n\n"
         "Every setting has one name. A flag (`--max-iterations 100`) wins over the environment\n"
         "(`EIGENLAKE_MAX_ITERATIONS=100`), the environment over the file that `--config FILE` names\n"
         "(`max-iterations = 100`), and the file over the default. The file is TOML with one key per "
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
         "| setting | environment variable | default | meaning |\n|---|---|---|---|\n";
  for (const Setting* setting : all_settings()) {
    std::string variable = setting->flag_only ? "(flag only)" : "`" + setting->environment_variable() + "`";
    if (!setting->environment.empty()) variable += fmt::format(", `{}`", setting->environment);
    if (setting->secret) variable += " (no flag)";
    std::string meaning(setting->help);
    if (!setting->choices.empty()) meaning += fmt::format(": {}", fmt::join(setting->choices, ", "));
    if (setting->repeatable || setting->accumulates) meaning += "; may be repeated";
    text << fmt::format("| `{}` | {} | {} | {} |\n", setting->name, variable,
                        setting->default_text.empty() ? "" : fmt::format("`{}`", setting->default_text),
                        meaning);
  }
  return text.str();
}

}  // namespace eigenlake
