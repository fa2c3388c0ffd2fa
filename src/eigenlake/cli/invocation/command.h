// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/cli/invocation/process_context.h"
#include "eigenlake/cli/settings/common_options.h"
#include "eigenlake/cli/settings/configuration.h"
#include "eigenlake/json/json.h"

namespace eigenlake {

struct Command;

/// One call of one command, its command line and configuration checked.
struct Invocation {
  const Command& command;
  Configuration configuration;
  std::vector<std::string> operands;  ///< Words that are no flags: files, a query, a table.
  ProcessContext& process;
  std::span<const Command> all_commands = {};  ///< Of the program.

  /// The value of an option.
  template <typename T>
  T operator[](const Option<T>& option) const {
    return configuration[option];
  }
  bool quiet() const { return configuration[option::kQuiet]; }
  bool json() const { return configuration[option::kJson]; }
  bool verbose() const { return configuration[option::kVerbose]; }
  bool dry_run() const { return configuration[option::kDryRun]; }
  /// The value of --threads, or the number of cores.
  int num_threads() const;
  /// Checks that the first operand is one of these actions. Errors: kUsage with all of them.
  Result<> check_action(std::initializer_list<std::string_view> actions) const;
  /// How tables are written to `out`: as it takes them, and with --line.
  TextStyle out_style() const;
  /// "warning: …" to `err`.
  void warn(std::string_view message) const;
  /// A line to `err`, unless --quiet.
  void note(std::string_view message) const;
  /// An object as one line to `out`, at once. Paths may have bytes that are no UTF-8: these become U+FFFD.
  void print(const Json& object) const;
  /// With --json the object, else the text, unless --quiet.
  void report(const Json& object, std::string_view text) const;
};

inline constexpr size_t kAnyNumber = 1'000'000;  ///< Of operands: no limit.

struct Operands {
  std::string_view text = {};  ///< "FILE…", "[QUERY]"
  size_t min = 0;
  size_t max = 0;
};

/// What a command is for, in the order of the overview.
enum class Purpose { kUndecided, kSimulate, kLook, kOrganise, kStream, kMaintain, kProgram };

/// A command as data; its function is in commands/NAME_command.cc.
struct Command {
  std::string name = {};
  Purpose purpose = Purpose::kUndecided;
  std::string summary = {};      ///< One line for the list of commands.
  std::string description = {};  ///< For the command's help.
  std::string example = {};      ///< Command lines for the help, one a line: "eigenlake show 3f2a".
  Operands operands = {};
  Settings options = {};        ///< Beyond the common ones.
  bool only_reads = false;      ///< --dry-run prints its plan.
  bool plans_many = false;      ///< Takes several values of repeatable settings.
  bool file_is_operand = true;  ///< --file FILE names one; else it is an ordinary setting.
  bool opens_lake = true;       ///< Also takes the settings of catalogs and object stores.
  Result<ExitCode> (*run)(Invocation&) = nullptr;

  /// The common settings, those of a lake's services and its own, in the order of help.
  Settings all_settings() const;
};

}  // namespace eigenlake
