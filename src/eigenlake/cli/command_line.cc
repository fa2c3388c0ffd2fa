#include "eigenlake/cli/command_line.h"

#include <algorithm>
#include <exception>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "eigenlake/base/nearest_name.h"
#include "eigenlake/cli/command_list.h"
#include "eigenlake/cli/help.h"
#include "eigenlake/cli/invocation/command.h"
#include "eigenlake/cli/settings/setting_list.h"
#include "eigenlake/iceberg/catalog/sql/database_uri.h"

namespace eigenlake {
namespace {

/// What the words of the command line say, before any value is looked at.
struct ParsedWords {
  std::map<std::string, std::string> flags;
  std::vector<std::string> operands;
  bool help = false;
};

bool is_flag(std::string_view word) {
  return word.size() > 1 && word[0] == '-';
}

/// Whether `word` is a flag whose value is the next word.
bool takes_next_word(std::string_view word) {
  if (word.find('=') != std::string_view::npos) return false;
  for (const Setting& setting : all_settings()) {
    const auto is_word = [&](const std::string& name) { return name == word; };
    if (setting.flag() == word || std::ranges::any_of(setting.short_names, is_word))
      return setting.type != SettingType::kFlag;
  }
  return false;
}

/// The place of the command's name: the first word that is neither a flag nor a flag's value.
size_t find_command_word(std::span<const std::string> words) {
  for (size_t i = 0; i < words.size(); ++i) {
    if (!is_flag(words[i])) return i;
    if (takes_next_word(words[i])) ++i;
  }
  return words.size();
}

std::string nearest_flag(std::string_view flag, const Command& command) {
  const std::string_view bare = flag.substr(std::min(flag.find_first_not_of('-'), flag.size()));
  std::vector<std::string_view> names = {"help"};
  for (const Setting* setting : command.all_settings())
    if (!setting->secret) names.push_back(setting->name);
  return "--" + std::string(nearest_name(bare, names));
}

std::string option_names(const Setting& setting) {
  std::string names = setting.flag();
  for (const std::string& name : setting.short_names)
    if (name.size() == 2) names += "," + name;
  return names;
}

/// Short names of more than one letter are nothing that CLI11 knows; they become the long flag.
std::vector<std::string> without_long_short_names(const Command& command,
                                                  std::span<const std::string> words) {
  std::vector<std::string> result(words.begin(), words.end());
  for (std::string& word : result)
    for (const Setting* setting : command.all_settings())
      if (std::ranges::find(setting->short_names, word) != setting->short_names.end()) word = setting->flag();
  return result;
}

Result<> refuse_unknown_flags(const Command& command, const std::vector<std::string>& words) {
  for (const std::string& word : words) {
    if (!is_flag(word)) continue;
    const std::string name = word.substr(0, word.find('='));
    if (const Setting* setting =
            find_setting(name.substr(std::min(name.find_first_not_of('-'), name.size())));
        setting != nullptr && setting->secret)
      return fail(ErrorKind::kUsage,
                  "expected {} in the environment or the configuration file, found it on the command line, "
                  "where others can read it",
                  setting->name);
    return fail(ErrorKind::kUsage, "eigenlake {} has no option {}; did you mean {}?", command.name, name,
                nearest_flag(name, command));
  }
  return {};
}

/// The one place where CLI11 may throw.
Result<ParsedWords> parse_words(const Command& command, std::span<const std::string> words) {
  ParsedWords parsed;
  CLI::App app;
  app.set_help_flag();
  app.allow_extras();
  app.add_flag("--help,-h", parsed.help);
  std::map<std::string, bool> flags;
  for (const Setting* setting : command.all_settings()) {
    if (setting->secret) continue;
    if (setting->type == SettingType::kFlag) {
      app.add_flag(option_names(*setting), flags[setting->name])
          ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
    } else {
      app.add_option(option_names(*setting), parsed.flags[setting->name])
          ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
    }
  }
  try {
    std::vector<std::string> reversed = without_long_short_names(command, words);
    std::reverse(reversed.begin(), reversed.end());
    app.parse(reversed);
  } catch (const CLI::ParseError& error) {
    return fail(ErrorKind::kUsage, "eigenlake {}: {}", command.name, error.what());
  }
  std::erase_if(parsed.flags, [&](const auto& entry) { return app.count("--" + entry.first) == 0; });
  for (const auto& [name, value] : flags)
    if (app.count("--" + name) > 0) parsed.flags[name] = value ? "true" : "false";
  parsed.operands = app.remaining();
  EIGENLAKE_RETURN_IF_ERROR(refuse_unknown_flags(command, parsed.operands));
  return parsed;
}

Result<> check_operands(const Command& command, const ParsedWords& parsed) {
  const size_t count = parsed.operands.size() + parsed.flags.count("file");
  if (count < command.min_operands)
    return fail(ErrorKind::kUsage, "eigenlake {} expects {}, found nothing; see eigenlake {} --help",
                command.name, command.operands, command.name);
  if (count > command.max_operands)
    return fail(ErrorKind::kUsage, "eigenlake {} expects {}, found '{}' as well", command.name,
                command.operands.empty() ? "no operand" : command.operands,
                parsed.operands[command.max_operands]);
  return {};
}

/// The plan of a command that writes nothing anyway: what it would look at.
void print_reading_plan(const Invocation& invocation) {
  nlohmann::ordered_json plan = {{"command", invocation.command.name},
                                 {"writes", nlohmann::ordered_json::array()}};
  for (const Setting* setting : invocation.command.all_settings())
    if (const std::string value = invocation.configuration.text(setting->name); !value.empty())
      plan["settings"][setting->name] = setting->secret ? "(hidden)" : iceberg::without_password(value);
  plan["operands"] = invocation.operands;
  const int indent = invocation.json() ? -1 : 2;
  invocation.process.out << plan.dump(indent, ' ', false, nlohmann::ordered_json::error_handler_t::replace)
                         << '\n';
}

Result<ExitCode> run_words(const Command& command, std::span<const std::string> words,
                           ProcessContext& process) {
  EIGENLAKE_ASSIGN_OR_RETURN(ParsedWords parsed, parse_words(command, words));
  if (parsed.help) {
    print_command_help(command, process.out);
    return ExitCode::kOk;
  }
  EIGENLAKE_RETURN_IF_ERROR(check_operands(command, parsed));
  EIGENLAKE_ASSIGN_OR_RETURN(
      Configuration configuration,
      Configuration::resolve(command.all_settings(), parsed.flags, process.environment));
  if (const auto file = parsed.flags.find("file"); file != parsed.flags.end())
    parsed.operands.push_back(file->second);
  Invocation invocation{command, std::move(configuration), std::move(parsed.operands), process};
  for (const std::string& message : misspelt_variables(process.environment)) invocation.warn(message);
  if (command.only_reads && invocation.configuration.flag("dry-run")) {
    print_reading_plan(invocation);
    return ExitCode::kOk;
  }
  return command.run(invocation);
}

Result<ExitCode> run_arguments(std::span<const std::string> arguments, ProcessContext& process) {
  const size_t place = find_command_word(arguments);
  const auto given = [&](std::string_view flag) {
    return std::ranges::find(arguments, flag) != arguments.end();
  };
  if (place == arguments.size()) {
    if (given("--version")) return run_words(*find_command("version"), {}, process);
    print_overview(given("--help") || given("-h") ? process.out : process.err);
    return given("--help") || given("-h") ? ExitCode::kOk : ExitCode::kUsage;
  }
  std::vector<std::string> words(arguments.begin(), arguments.end());
  std::string name = words[place];
  words.erase(words.begin() + static_cast<ptrdiff_t>(place));
  if (name == "help") {
    const bool named = place < words.size();
    if (!named) return print_overview(process.out), ExitCode::kOk;
    name = words[place];
    words = {"--help"};
  }
  const Command* command = find_command(name);
  if (command != nullptr) return run_words(*command, words, process);
  std::vector<std::string_view> names;
  for (const Command& known : all_commands()) names.push_back(known.name);
  return fail(ErrorKind::kUsage, "expected a command, found '{}'; did you mean '{}'?", name,
              nearest_name(name, names));
}

}  // namespace

ExitCode run_command_line(std::span<const std::string> arguments, ProcessContext& process) {
  Result<ExitCode> done;
  try {
    done = run_arguments(arguments, process);
  } catch (const std::exception& error) {
    done = fail(ErrorKind::kInternal, "unexpected failure: {}", error.what());
  }
  process.out << std::flush;
  if (done) return *done;
  process.err << "error: " << done.error().to_string() << std::endl;
  return exit_code_of(done.error().kind);
}

}  // namespace eigenlake
