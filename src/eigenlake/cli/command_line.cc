#include "eigenlake/cli/command_line.h"

#include <algorithm>
#include <exception>
#include <new>

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

/// The words of the command line, before any value is checked.
struct ParsedWords {
  GivenFlags flags;
  std::vector<std::string> operands;
  bool help = false;
};

/// A word that begins like an SQL comment is no flag: names of flags have no blanks.
bool is_flag(std::string_view word) {
  const std::string_view name = word.substr(0, word.find('='));
  return word.size() > 1 && word[0] == '-' && name.find_first_of(" \t\r\n\"'(;") == std::string_view::npos;
}

/// How many of the next words are the value of `word`, where it is a flag.
int num_words_taken(std::string_view word) {
  const std::string_view name = word.substr(0, word.find('='));
  for (const Setting& setting : all_settings()) {
    const auto is_name = [&](const std::string& other) { return other == name; };
    if (setting.flag() != name && !std::ranges::any_of(setting.short_names, is_name)) continue;
    if (setting.type == SettingType::kFlag) return 0;
    return setting.num_words - (name.size() < word.size() ? 1 : 0);
  }
  return 0;
}

/// The place of the command's name: the first word that is neither a flag nor a flag's value.
size_t find_command_word(std::span<const std::string> words) {
  for (size_t i = 0; i < words.size(); ++i) {
    if (!is_flag(words[i])) return i;
    i += static_cast<size_t>(num_words_taken(words[i]));
  }
  return words.size();
}

/// The end of a message about an unknown flag.
std::string suggested_flag(std::string_view flag, const Command& command) {
  const std::string_view bare = flag.substr(std::min(flag.find_first_not_of('-'), flag.size()));
  std::vector<std::string_view> names = {"help"};
  for (const Setting* setting : command.all_settings())
    if (!setting->secret) names.push_back(setting->name);
  const auto near = near_name(bare, names);
  return near ? fmt::format("; did you mean '--{}'?", *near) : "";
}

std::string option_names(const Setting& setting) {
  std::string names = setting.flag();
  for (const std::string& name : setting.short_names)
    if (name.size() == 2) names += "," + name;
  return names;
}

/// CLI11 has no short names of more than one letter; they become the long flag.
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
    if (!is_flag(word) || word.contains('\n')) continue;  // A comment of one line, and its query.
    const std::string name = word.substr(0, word.find('='));
    if (const Setting* setting =
            find_setting(name.substr(std::min(name.find_first_not_of('-'), name.size())));
        setting != nullptr && setting->secret)
      return fail(ErrorKind::kUsage,
                  "set {} in the environment or the configuration file: others can read the command line",
                  setting->name);
    return fail(ErrorKind::kUsage, "eigenlake {} has no option {}{}", command.name, name,
                suggested_flag(name, command));
  }
  return {};
}

/// The values in a flag's `words`: each takes the setting's number of words, joined by spaces.
Result<std::vector<std::string>> values_of(const Setting& setting, const std::vector<std::string>& words) {
  const auto each = static_cast<size_t>(setting.num_words);
  if (words.size() % each != 0)
    return fail(ErrorKind::kUsage, "flag {}: must be {}, got '{}' alone", setting.flag(), setting.placeholder,
                words.back());
  std::vector<std::string> values;
  for (size_t i = 0; i < words.size(); i += each)
    values.push_back(fmt::format("{}", fmt::join(words.begin() + static_cast<ptrdiff_t>(i),
                                                 words.begin() + static_cast<ptrdiff_t>(i + each), " ")));
  return values;
}

CLI::Option* add_setting(CLI::App& app, const Setting& setting, std::vector<std::string>& words) {
  if (setting.type == SettingType::kFlag)
    return app.add_flag(option_names(setting))->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  return app.add_option(option_names(setting), words)
      ->expected(setting.num_words)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

/// The one place where CLI11 may throw.
Result<ParsedWords> parse_words(const Command& command, std::span<const std::string> words) {
  ParsedWords parsed;
  CLI::App app;
  app.set_help_flag();
  app.allow_extras();
  app.add_flag("--help,-h", parsed.help);
  std::map<const Setting*, CLI::Option*> options;
  std::map<const Setting*, std::vector<std::string>> values;
  for (const Setting* setting : command.all_settings())
    if (!setting->secret) options[setting] = add_setting(app, *setting, values[setting]);
  try {
    std::vector<std::string> reversed = without_long_short_names(command, words);
    std::reverse(reversed.begin(), reversed.end());
    app.parse(reversed);
  } catch (const CLI::ParseError& error) {
    return fail(ErrorKind::kUsage, "eigenlake {}: {}", command.name, error.what());
  }
  for (const auto& [setting, option] : options)
    if (option->count() > 0) {
      EIGENLAKE_ASSIGN_OR_RETURN(parsed.flags[setting->name], values_of(*setting, option->results()));
    }
  parsed.operands = app.remaining();
  EIGENLAKE_RETURN_IF_ERROR(refuse_unknown_flags(command, parsed.operands));
  return parsed;
}

Result<> check_operands(const Command& command, const ParsedWords& parsed) {
  const size_t files = command.file_is_operand ? parsed.flags.count("file") : 0;
  const size_t count = parsed.operands.size() + files;
  if (count < command.min_operands)
    return fail(ErrorKind::kUsage, "eigenlake {} requires {}; see 'eigenlake {} --help'", command.name,
                command.operands, command.name);
  if (count > command.max_operands)
    return fail(ErrorKind::kUsage, "eigenlake {} takes {}, got '{}' as well", command.name,
                command.operands.empty() ? "no operand" : command.operands,
                parsed.operands.empty() ? "--file" : parsed.operands.back());
  return {};
}

/// Several values of a setting make several runs, which not every command plans.
Result<> check_numbers_of_values(const Command& command, const Configuration& configuration) {
  if (command.plans_many) return {};
  for (const Setting* setting : command.all_settings())
    if (const auto texts = configuration.texts(setting->name); texts.size() > 1 && !setting->accumulates)
      return fail(ErrorKind::kUsage, "{}: eigenlake {} takes one value, got {}",
                  configuration.origin(setting->name), command.name, texts.size());
  return {};
}

/// The plan of a command that only reads: its settings and operands.
void print_reading_plan(const Invocation& invocation) {
  nlohmann::ordered_json plan = {{"command", invocation.command.name},
                                 {"writes", nlohmann::ordered_json::array()}};
  for (const Setting* setting : invocation.command.all_settings()) {
    std::vector<std::string> values = invocation.configuration.texts(setting->name);
    for (std::string& value : values)
      if (!value.empty()) value = setting->secret ? "(hidden)" : iceberg::without_password(value);
    if (values.size() > 1)
      plan["settings"][setting->name] = values;
    else if (!values.front().empty())
      plan["settings"][setting->name] = values.front();
  }
  plan["operands"] = invocation.operands;
  const int indent = invocation.json() ? -1 : 2;
  invocation.process.out << plan.dump(indent, ' ', false, nlohmann::ordered_json::error_handler_t::replace)
                         << '\n';
}

Result<ExitCode> execute(const Command& command, std::span<const std::string> words,
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
  if (const auto file = parsed.flags.find("file"); command.file_is_operand && file != parsed.flags.end())
    parsed.operands.push_back(file->second.front());
  EIGENLAKE_RETURN_IF_ERROR(check_numbers_of_values(command, configuration));
  Invocation invocation{command, std::move(configuration), std::move(parsed.operands), process};
  for (const std::string& message : misspelt_variables(process.environment)) invocation.warn(message);
  if (command.only_reads && invocation.configuration.flag("dry-run")) {
    print_reading_plan(invocation);
    return ExitCode::kOk;
  }
  return command.run(invocation);
}

Result<ExitCode> dispatch(std::span<const std::string> arguments, ProcessContext& process) {
  const size_t place = find_command_word(arguments);
  const auto given = [&](std::string_view flag) {
    return std::ranges::find(arguments, flag) != arguments.end();
  };
  if (place == arguments.size()) {
    if (given("--version")) return execute(*find_command("version"), {}, process);
    print_overview(given("--help") || given("-h") ? process.out : process.err);
    return given("--help") || given("-h") ? ExitCode::kOk : ExitCode::kUsage;
  }
  std::vector<std::string> words(arguments.begin(), arguments.end());
  std::string name = words[place];
  words.erase(words.begin() + static_cast<ptrdiff_t>(place));
  if (name == "help") {
    const size_t named = find_command_word(words);
    if (named == words.size()) return print_overview(process.out), ExitCode::kOk;
    name = words[named];
    words = {"--help"};
  }
  const Command* command = find_command(name);
  if (command != nullptr) return execute(*command, words, process);
  std::vector<std::string_view> names;
  for (const Command& known : all_commands()) names.push_back(known.name);
  return fail(ErrorKind::kUsage, "unknown command '{}'{}", name, did_you_mean(name, names));
}

}  // namespace

ExitCode run_command_line(std::span<const std::string> arguments, ProcessContext& process) {
  Result<ExitCode> done;
  try {
    done = dispatch(arguments, process);
  } catch (const std::bad_alloc&) {
    done = fail(ErrorKind::kResourceLimit, "not enough memory");
  } catch (const std::exception& error) {
    done = fail(ErrorKind::kInternal, "unexpected failure: {}", error.what());
  }
  // On a full disk the output is lost: that is an error, even where the command succeeded.
  process.out << std::flush;
  if (done && !process.out)
    done = fail(ErrorKind::kStore, "cannot write the output: it is closed, or its disk is full");
  if (done) return *done;
  process.err << "error: " << done.error().to_string() << std::endl;
  return exit_code_of(done.error().kind);
}

}  // namespace eigenlake
