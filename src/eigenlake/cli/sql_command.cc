#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>
#include <unistd.h>

#include "eigenlake/cli/commands.h"
#include "eigenlake/cli/lake_session.h"
#include "eigenlake/cli/sql_shell.h"
#include "eigenlake/query/result_writer.h"
#include "eigenlake/tables/table_definition.h"

namespace eigenlake {
namespace {

namespace fs = std::filesystem;

struct SqlRequest {
  ResultFormat format = ResultFormat::kTable;
  std::string output;  ///< Empty: to the terminal.
  TableStyle style;
};

Result<SqlRequest> read_request(const Invocation& invocation) {
  const Configuration& configuration = invocation.configuration;
  SqlRequest request;
  const bool named = configuration.has("format");
  EIGENLAKE_ASSIGN_OR_RETURN(request.format, result_format_of(named ? configuration.text("format")
                                                              : invocation.json() ? "json"
                                                                                  : "table"));
  request.output = configuration.text("output");
  request.style.max_rows = static_cast<size_t>(configuration.integer("max-rows"));
  if (request.output.empty()) request.style.width = invocation.process.terminal_width;
  if (request.format == ResultFormat::kParquet && request.output.empty() &&
      invocation.process.out_is_terminal)
    return fail(ErrorKind::kUsage,
                "expected --output FILE or a pipe with --format parquet, found a terminal");
  return request;
}

Result<> write_result(SqlResult& result, const SqlRequest& request, std::ostream& out) {
  switch (request.format) {
    case ResultFormat::kTable:
      return write_table(result, request.style, out);
    case ResultFormat::kCsv:
      return write_csv(result, out);
    case ResultFormat::kJson:
      return write_json_lines(result, out);
    case ResultFormat::kParquet:
      break;
  }
  return fail(ErrorKind::kInternal, "Parquet is written by DuckDB");
}

/// Without the semicolon and what follows it, for use inside of another statement.
std::string without_semicolon(std::string sql) {
  sql.erase(sql.find_last_not_of(" \t\r\n;") + 1);
  return sql;
}

/// The query must be one that reads: it is run inside a COPY of ours.
Result<> write_parquet(SqlSession& session, const std::string& sql, const std::string& file) {
  EIGENLAKE_RETURN_IF_ERROR(
      session.query("explain " + without_semicolon(sql), [](SqlResult&) -> Result<> { return {}; }));
  auto copied = session.execute(fmt::format("COPY ({}\n) TO {} (FORMAT parquet, COMPRESSION zstd)",
                                            without_semicolon(sql), quote_literal(file)));
  if (!copied) copied.error().kind = ErrorKind::kUsage;
  return copied;
}

Result<> pipe_parquet(SqlSession& session, const std::string& sql, std::ostream& out) {
  std::string directory = (fs::temp_directory_path() / "eigenlake-sql-XXXXXX").string();
  if (mkdtemp(directory.data()) == nullptr)
    return fail(ErrorKind::kStore, "no temporary folder could be made in {}",
                fs::temp_directory_path().string());
  const fs::path file = fs::path(directory) / "result.parquet";
  auto written = write_parquet(session, sql, file.string());
  if (written) out << std::ifstream(file, std::ios::binary).rdbuf() << std::flush;
  std::error_code ignored;
  fs::remove_all(directory, ignored);
  return written;
}

Result<> run_statement(SqlSession& session, const SqlRequest& request, const std::string& sql,
                       std::ostream& out) {
  if (request.format == ResultFormat::kParquet)
    return request.output.empty() ? pipe_parquet(session, sql, out)
                                  : write_parquet(session, sql, request.output);
  const auto write_all = [&](std::ostream& target) {
    return session.query(sql, [&](SqlResult& result) { return write_result(result, request, target); });
  };
  if (request.output.empty()) return write_all(out);
  std::ofstream file(request.output, std::ios::binary | std::ios::trunc);
  if (!file) return fail(ErrorKind::kStore, "expected a file that can be written, found {}", request.output);
  EIGENLAKE_RETURN_IF_ERROR(write_all(file));
  file.close();
  return file ? Result<>{}
              : fail(ErrorKind::kStore, "{} could not be written: the disk may be full", request.output);
}

/// A lake that was moved is read where it lies now; its tables still say the old place.
void warn_if_moved(const Invocation& invocation, const VisibleLake& visible) {
  for (const auto& [name, table] : visible.tables.tables()) {
    if (!table.was_moved()) continue;
    return invocation.warn(fmt::format("the lake was moved: its tables say {}, they are read at {}",
                                       table.metadata().location, table.location()));
  }
}

std::vector<std::string> all_table_names() {
  std::vector<std::string> names;
  for (const TableDefinition& table : all_tables()) names.push_back(table.name);
  return names;
}

Result<ExitCode> run_sql(Invocation& invocation) {
  // Nothing is lost when the reader of a result goes away: end as other filters do.
  std::signal(SIGPIPE, SIG_DFL);
  EIGENLAKE_ASSIGN_OR_RETURN(const SqlRequest request, read_request(invocation));
  EIGENLAKE_ASSIGN_OR_RETURN(const TimeTravel travel, time_travel(invocation.configuration));
  EIGENLAKE_ASSIGN_OR_RETURN(const Lake lake, open_lake(invocation, LakeAccess::kRead));
  EIGENLAKE_ASSIGN_OR_RETURN(const VisibleLake visible, VisibleLake::load(lake, travel));
  warn_if_moved(invocation, visible);
  const bool shell = invocation.operands.empty();
  const auto names = shell ? all_table_names() : mentioned_tables(invocation.operands[0]);
  EIGENLAKE_ASSIGN_OR_RETURN(SqlSession session,
                             open_session(visible, names, invocation.configuration.integer("threads")));
  const auto run = [&](const std::string& sql) {
    return run_statement(session, request, sql, invocation.process.out);
  };
  if (shell) return run_sql_shell(invocation, run);
  auto done = run(invocation.operands[0]);
  if (!done && names.empty()) {  // DuckDB can name the nearest table only where it knows them
    EIGENLAKE_RETURN_IF_ERROR(create_views(session, visible.snapshots_of(all_table_names())));
    done = run(invocation.operands[0]);
  }
  EIGENLAKE_RETURN_IF_ERROR(done);
  return ExitCode::kOk;
}

}  // namespace

Command sql_command() {
  return {.name = "sql",
          .summary = "SQL over all tables of the lake",
          .description =
              "Runs a query in an embedded DuckDB. Every table is there by its bare name and as "
              "quantum_features.NAME, at the newest state whose batch is complete. Without a query it is a "
              "shell. The lake cannot be changed: statements that write files are refused.",
          .operands = "[QUERY]",
          .max_operands = 1,
          .settings = {"format", "output", "max-rows", "batch", "as-of"},
          .only_reads = true,
          .run = run_sql};
}

}  // namespace eigenlake
