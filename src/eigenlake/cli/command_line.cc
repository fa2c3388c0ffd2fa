// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/command_line.h"

#include <algorithm>
#include <exception>
#include <new>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "eigenlake/base/nearest_name.h"
#include "eigenlake/cli/command_list.h"
#include "eigenlake/cli/help/command_help.h"
#include "eigenlake/cli/help/overview.h"
#include "eigenlake/cli/invocation/parse_words.h"
#include "eigenlake/cli/settings/run_options.h"
#include "eigenlake/iceberg/catalog/sql/database_uri.h"

namespace eigenlake {
namespace {

Result<> check_operands(const Command& command, const ParsedWords& parsed) {
  const size_t files = command.file_is_operand ? parsed.flags.count(option::kFile.name) : 0;
  const size_t count = parsed.operands.size() + files;
  const auto& [text, min, max] = command.operands;
  if (count < min)
    return fail(ErrorKind::kUsage, "eigenlake {} requires {}; see 'eigenlake {} --help'", command.name, text,
                command.name);
  if (count > max)
    return fail(ErrorKind::kUsage, "eigenlake {} takes {}, got '{}' as well", command.name,
                text.empty() ? "no operand" : text,
                parsed.operands.empty() ? "--file" : parsed.operands.back());
  return {};
}

/// Several values of a setting make several runs, which not every command plans.
Result<> check_numbers_of_values(const Command& command, const Configuration& configuration) {
  if (command.plans_many) return {};
  for (const Setting* setting : command.all_settings())
    if (const size_t count = configuration.texts(*setting).size(); count > 1 && !setting->accumulates)
      return configuration.refuse(*setting, "eigenlake {} takes one value, got {}", command.name, count);
  return {};
}

/// The plan of a command that only reads: its settings and operands.
void print_reading_plan(const Invocation& invocation) {
  Json plan = {{"command", invocation.command.name}, {"writes", Json::array()}};
  for (const Setting* setting : invocation.command.all_settings()) {
    std::vector<std::string> values = invocation.configuration.texts(*setting);
    for (std::string& value : values)
      if (!value.empty()) value = setting->secret ? "(hidden)" : iceberg::without_password(value);
    if (values.size() > 1)
      plan["settings"][std::string(setting->name)] = values;
    else if (!values.front().empty())
      plan["settings"][std::string(setting->name)] = values.front();
  }
  plan["operands"] = invocation.operands;
  const int indent = invocation.json() ? -1 : 2;
  invocation.process.out << plan.dump(indent, ' ', false, Json::error_handler_t::replace) << '\n';
}

/// Such as completion, which works in every folder.
bool is_about_the_program(const Command& command) {
  return command.purpose == Purpose::kProgram && !command.opens_lake;
}

/// What a file that no one named sets must not surprise. `doctor` lists these files itself.
void note_found_files(const Invocation& invocation) {
  if (invocation.command.purpose == Purpose::kProgram) return;
  for (const auto& [path, settings] : invocation.configuration.found_files(invocation.command.all_settings()))
    if (!settings.empty())
      invocation.note(fmt::format("{} sets {}", path, fmt::join(names_of(settings), ", ")));
}

Result<ExitCode> execute(const Command& command, std::span<const std::string> words,
                         ProcessContext& process) {
  EIGENLAKE_ASSIGN_OR_RETURN(ParsedWords parsed, parse_words(command, words));
  if (parsed.help != HelpKind::kNone) {
    HelpPage page(process.out, process.terminal_width);
    print_command_help(command, parsed.help, page);
    return ExitCode::kOk;
  }
  EIGENLAKE_RETURN_IF_ERROR(check_operands(command, parsed));
  const ConfigurationFiles files =
      find_configuration_files(parsed.flags, process.environment,
                               is_about_the_program(command) ? ConfigurationSearch() : process.configuration);
  EIGENLAKE_ASSIGN_OR_RETURN(
      Configuration configuration,
      Configuration::resolve(command.all_settings(), parsed.flags, process.environment, files));
  if (const auto file = parsed.flags.find(option::kFile.name);
      command.file_is_operand && file != parsed.flags.end())
    parsed.operands.push_back(file->second.front());
  EIGENLAKE_RETURN_IF_ERROR(check_numbers_of_values(command, configuration));
  Invocation invocation{command, std::move(configuration), std::move(parsed.operands), process,
                        all_commands()};
  for (const std::string& message : files.warnings) invocation.warn(message);
  note_found_files(invocation);
  for (const std::string& message : misspelt_variables(process.environment)) invocation.warn(message);
  if (command.only_reads && invocation.dry_run()) {
    print_reading_plan(invocation);
    return ExitCode::kOk;
  }
  return command.run(invocation);
}

/// Of a command line without a command: help that it asks for, the version, or short help as an error.
Result<ExitCode> execute_without_command(std::span<const std::string> arguments, ProcessContext& process) {
  const auto given = [&](std::string_view flag) {
    return std::ranges::find(arguments, flag) != arguments.end();
  };
  if (given("--version")) return execute(*find_command("version"), {}, process);
  const bool is_asked = given("--help") || given("-h");
  HelpPage page(is_asked ? process.out : process.err, process.terminal_width);
  print_overview(all_commands(), given("--help") ? HelpKind::kFull : HelpKind::kShort, page);
  return is_asked ? ExitCode::kOk : ExitCode::kUsage;
}

Result<ExitCode> dispatch(std::span<const std::string> arguments, ProcessContext& process) {
  const size_t place = find_command_word(arguments);
  if (place == arguments.size()) return execute_without_command(arguments, process);
  std::vector<std::string> words(arguments.begin(), arguments.end());
  std::string name = words[place];
  words.erase(words.begin() + static_cast<ptrdiff_t>(place));
  if (name == "help") {
    const size_t named = find_command_word(words);
    if (named == words.size()) return execute_without_command(std::vector<std::string>{"--help"}, process);
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
  process.tell_error(done.error().to_string());
  return exit_code_of(done.error().kind);
}

}  // namespace eigenlake
