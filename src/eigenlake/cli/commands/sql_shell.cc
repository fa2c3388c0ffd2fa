// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/commands/sql_shell.h"

#include <sstream>
#include <string_view>
#include <utility>

#include "eigenlake/cli/commands/line_reader.h"
#include "eigenlake/cli/invocation/process_context.h"
#include "eigenlake/query/runs_view.h"
#include "eigenlake/query/sql_quote.h"
#include "eigenlake/query/sql_scanner.h"
#include "eigenlake/query/sql_session.h"

namespace eigenlake {
namespace {

constexpr const char* kPrompt = "eigenlake> ";
constexpr const char* kContinuation = "      ...> ";
constexpr const char* kHelp =
    ".tables           names of the tables; also \\d\n"
    ".schema [TABLE]   columns and types; also \\d TABLE\n"
    ".help             this text; also \\?\n"
    ".quit             leave; also \\q, or press Ctrl-D\n"
    "Anything else is SQL, up to a semicolon. Ctrl-C discards what was typed, or ends the query that runs.\n"
    "CREATE TEMP TABLE and CREATE TEMP VIEW end with the shell.\n";

/// Of psql and sqlite3.
constexpr std::pair<std::string_view, std::string_view> kOtherNames[] = {
    {"\\q", ".quit"}, {".q", ".quit"},  {".exit", ".quit"},
    {"\\?", ".help"}, {"\\h", ".help"}, {"\\dt", ".tables"}};

std::string command_of(const std::string& name, const std::string& argument) {
  if (name == "\\d") return argument.empty() ? ".tables" : ".schema";
  for (const auto& [other, command] : kOtherNames)
    if (name == other) return std::string(command);
  return name;
}

bool is_shell_command(const std::string& line) {
  return line.starts_with('.') || line.starts_with('\\');
}

std::string schema_sql(const std::string& table) {
  std::string sql = "select table_name, column_name, data_type from information_schema.columns";
  if (!table.empty()) sql += " where table_name = " + quote_literal(table);
  return sql + " order by table_name, ordinal_position";
}

enum class Control { kGoOn, kQuit };

Control run_dot_command(const std::string& line, std::span<const std::string> table_names, std::ostream& out,
                        const std::function<Result<>(const std::string&)>& execute_statement,
                        Result<>& done) {
  std::istringstream words(line);
  std::string name;
  std::string argument;
  words >> name >> argument;
  // psql allows a semicolon after the argument.
  if (argument.ends_with(';')) argument.pop_back();
  const std::string command = command_of(name, argument);
  if (command == ".quit") return Control::kQuit;
  if (command == ".tables") {
    for (const std::string& table : table_names) out << table << '\n';
    out << kRunsView << '\n';
  } else if (command == ".schema") {
    done = execute_statement(schema_sql(argument));
  } else if (command == ".help") {
    out << kHelp;
  } else {
    done = fail(ErrorKind::kUsage,
                "unknown command '{}' (known: .tables, .schema, .help, .quit and \\d, \\?, \\q)", name);
  }
  out << std::flush;
  return Control::kGoOn;
}

}  // namespace

ExitCode run_sql_shell(Invocation& invocation, std::span<const std::string> table_names,
                       const std::function<Result<>(const std::string& sql)>& execute_statement) {
  ProcessContext& process = invocation.process;
  const auto reader = make_line_reader(process.in, process.out, process.in_is_terminal, kPrompt);
  if (process.in_is_terminal) invocation.note("SQL over the lake; .help lists the commands");
  ExitCode code = ExitCode::kOk;
  std::string statement;
  const auto settle = [&](const Result<>& done) {
    if (done) return;
    process.tell_error(done.error().to_string());
    code = exit_code_of(done.error().kind);
  };
  const auto is_stopped = [&] { return code == ExitCode::kInterrupted && !process.in_is_terminal; };
  while (!is_stopped()) {
    const auto line = reader->read_line(statement.empty() ? kPrompt : kContinuation);
    if (!line) break;
    if (line->is_first_anew) statement.clear();
    const std::string& text = line->text;
    if (statement.empty() && is_shell_command(text)) {
      Result<> done;
      if (run_dot_command(text, table_names, process.out, execute_statement, done) == Control::kQuit) break;
      settle(done);
      continue;
    }
    if (statement.empty() && text.find_first_not_of(" \t\r") == std::string::npos) continue;
    statement += (statement.empty() ? "" : "\n") + text;
    if (!is_complete_statement(statement)) continue;
    reader->remember(statement);
    settle(execute_statement(statement));
    statement.clear();
  }
  if (!statement.empty() && !is_stopped()) settle(execute_statement(statement));
  return process.in_is_terminal ? ExitCode::kOk : code;
}

}  // namespace eigenlake
