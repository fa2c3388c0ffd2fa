#include "eigenlake/cli/commands/sql_shell.h"

#include <algorithm>
#include <sstream>

#include "eigenlake/cli/commands/line_reader.h"
#include "eigenlake/cli/invocation/process_context.h"
#include "eigenlake/query/runs_view.h"
#include "eigenlake/query/sql_quote.h"
#include "eigenlake/query/sql_session.h"
#include "eigenlake/tables/table_definition.h"

namespace eigenlake {
namespace {

constexpr const char* kPrompt = "eigenlake> ";
constexpr const char* kContinuation = "      ...> ";
constexpr const char* kHelp =
    ".tables           names of the tables\n"
    ".schema [TABLE]   columns and types\n"
    ".help             this text\n"
    ".quit             leave (or press Ctrl-D)\n"
    "Anything else is SQL, up to a semicolon.\n";

std::string schema_sql(const std::string& table) {
  std::string sql = "select table_name, column_name, data_type from information_schema.columns";
  if (!table.empty()) sql += " where table_name = " + quote_literal(table);
  return sql + " order by table_name, ordinal_position";
}

enum class Control { kGoOn, kQuit };

Control run_point_command(const std::string& line, std::ostream& out,
                          const std::function<Result<>(const std::string&)>& run_statement, Result<>& done) {
  std::istringstream words(line);
  std::string name;
  std::string argument;
  words >> name >> argument;
  if (name == ".quit" || name == ".exit" || name == ".q") return Control::kQuit;
  if (name == ".tables") {
    for (const TableDefinition& table : all_tables()) out << table.name << '\n';
    out << kRunsView << '\n';
  } else if (name == ".schema") {
    done = run_statement(schema_sql(argument));
  } else if (name == ".help") {
    out << kHelp;
  } else {
    done = fail(ErrorKind::kUsage, "expected .tables, .schema, .help or .quit, found '{}'", name);
  }
  out << std::flush;
  return Control::kGoOn;
}

}  // namespace

bool is_complete_statement(std::string_view text) {
  char quote = 0;
  bool complete = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '-' && i + 1 < text.size() && text[i + 1] == '-') {
      i = std::min(text.find('\n', i), text.size() - 1);
    } else if (c == '\'' || c == '"') {
      quote = c;
      complete = false;
    } else if (c == ';') {
      complete = true;
    } else if (c != ' ' && c != '\t' && c != '\n' && c != '\r') {
      complete = false;
    }
  }
  return complete;
}

ExitCode run_sql_shell(Invocation& invocation,
                       const std::function<Result<>(const std::string& sql)>& run_statement) {
  ProcessContext& process = invocation.process;
  const auto reader = make_line_reader(process.in, process.out, process.in_is_terminal);
  if (process.in_is_terminal) invocation.note("SQL over the lake; .help says more.");
  ExitCode code = ExitCode::kOk;
  std::string statement;
  const auto settle = [&](const Result<>& done) {
    if (done) return;
    process.err << "error: " << done.error().to_string() << std::endl;
    code = exit_code_of(done.error().kind);
  };
  while (auto line = reader->read_line(statement.empty() ? kPrompt : kContinuation)) {
    if (statement.empty() && line->starts_with('.')) {
      Result<> done;
      if (run_point_command(*line, process.out, run_statement, done) == Control::kQuit) break;
      settle(done);
      continue;
    }
    if (statement.empty() && line->find_first_not_of(" \t\r") == std::string::npos) continue;
    statement += (statement.empty() ? "" : "\n") + *line;
    if (!is_complete_statement(statement)) continue;
    reader->remember(statement);
    settle(run_statement(statement));
    statement.clear();
  }
  if (!statement.empty()) settle(run_statement(statement));
  return process.in_is_terminal ? ExitCode::kOk : code;
}

}  // namespace eigenlake
