// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/commands/sql_shell.h"

#include <sstream>

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
    ".tables           names of the tables\n"
    ".schema [TABLE]   columns and types\n"
    ".help             this text\n"
    ".quit             leave (or press Ctrl-D)\n"
    "Anything else is SQL, up to a semicolon. CREATE TEMP TABLE and CREATE TEMP VIEW end with the shell.\n";

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
  if (name == ".quit" || name == ".exit" || name == ".q") return Control::kQuit;
  if (name == ".tables") {
    for (const std::string& table : table_names) out << table << '\n';
    out << kRunsView << '\n';
  } else if (name == ".schema") {
    done = execute_statement(schema_sql(argument));
  } else if (name == ".help") {
    out << kHelp;
  } else {
    done = fail(ErrorKind::kUsage, "unknown command '{}' (known: .tables, .schema, .help, .quit)", name);
  }
  out << std::flush;
  return Control::kGoOn;
}

}  // namespace

ExitCode run_sql_shell(Invocation& invocation, std::span<const std::string> table_names,
                       const std::function<Result<>(const std::string& sql)>& execute_statement) {
  ProcessContext& process = invocation.process;
  const auto reader = make_line_reader(process.in, process.out, process.in_is_terminal);
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
    auto line = reader->read_line(statement.empty() ? kPrompt : kContinuation);
    if (!line) break;
    if (statement.empty() && line->starts_with('.')) {
      Result<> done;
      if (run_dot_command(*line, table_names, process.out, execute_statement, done) == Control::kQuit) break;
      settle(done);
      continue;
    }
    if (statement.empty() && line->find_first_not_of(" \t\r") == std::string::npos) continue;
    statement += (statement.empty() ? "" : "\n") + *line;
    if (!is_complete_statement(statement)) continue;
    reader->remember(statement);
    settle(execute_statement(statement));
    statement.clear();
  }
  if (!statement.empty() && !is_stopped()) settle(execute_statement(statement));
  return process.in_is_terminal ? ExitCode::kOk : code;
}

}  // namespace eigenlake
