#include <csignal>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>
#include <unistd.h>

#include "eigenlake/cli/commands/commands.h"
#include "eigenlake/cli/commands/lake_session.h"
#include "eigenlake/cli/commands/sql_shell.h"
#include "eigenlake/lake/known/snapshots_without_experiments.h"
#include "eigenlake/query/result_writer.h"
#include "eigenlake/query/sql_quote.h"
#include "eigenlake/tables/table_definition.h"

namespace eigenlake {
namespace {

namespace fs = std::filesystem;

struct SqlRequest {
  ResultFormat format = ResultFormat::kTable;
  std::string output;  ///< Empty: to the terminal.
  TableStyle style;
};

Result<SqlRequest> read_sql_request(const Invocation& invocation) {
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
  if (!copied && copied.error().kind == ErrorKind::kInternal) copied.error().kind = ErrorKind::kUsage;
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

/// How much of the tables a query had to read: one line on a terminal, one per table with --verbose.
void report_scans(const Invocation& invocation, const std::vector<ScanSummary>& scans) {
  int64_t total = 0;
  int64_t read = 0;
  for (const ScanSummary& scan : scans) {
    total += scan.files_total;
    read += scan.files_read;
    if (invocation.verbose())
      invocation.note(fmt::format("{}: {} of {} files read, {} skipped by partition, bounds or index",
                                  scan.table, scan.files_read, scan.files_total,
                                  scan.files_total - scan.files_read));
  }
  if (!invocation.verbose() && invocation.process.err_is_terminal && total > 0)
    invocation.note(fmt::format("files: {} of {} read, {} skipped by partition, bounds or index", read, total,
                                total - read));
}

/// The error behind one of DuckDB's, where a table that it does not know is one that cannot be read.
Error cause_of(Error error, const VisibleLake& visible, std::span<const std::string> names) {
  for (const auto& [name, cause] : visible.unreadable)
    if (error.message.contains(fmt::format("Table with name {} does not exist", name))) return cause;
  // The view is there only with all the tables that it reads.
  if (error.message.contains("Table with name runs does not exist") && !visible.tables.lost().empty())
    return visible.tables.lost().begin()->second;
  for (const std::string& name : names) {
    const bool lacks_ref = visible.travel.ref() && visible.snapshot_of(name) == nullptr;
    if (!lacks_ref || !error.message.contains(name)) continue;
    return {ErrorKind::kNotFound,
            fmt::format("expected a tag or branch {} of {}, found none", *visible.travel.ref(), name),
            {}};
  }
  return error;
}

/// The tables of a session and how a statement sees them.
struct SqlTables {
  const Invocation& invocation;
  const SqlRequest& request;
  const Lake& lake;
  const VisibleLake& visible;
  std::vector<std::string> names;
  SqlSession& session;

  Result<> run(const std::string& sql) const {
    const auto find_excluded = [&](const auto& table, int64_t snapshot_id, const auto& filter) {
      return snapshots_without_experiments(lake, table, snapshot_id, filter);
    };
    EIGENLAKE_ASSIGN_OR_RETURN(const auto scans,
                               create_views_for(session, visible.snapshots_of(names), sql, find_excluded));
    auto done = run_statement(session, request, sql, invocation.process.out);
    if (!done) return std::unexpected(cause_of(std::move(done).error(), visible, names));
    report_scans(invocation, scans);
    return {};
  }
};

Result<ExitCode> run_sql(Invocation& invocation) {
  // Nothing is lost when the reader of a result goes away: end as other filters do.
  std::signal(SIGPIPE, SIG_DFL);
  EIGENLAKE_ASSIGN_OR_RETURN(const SqlRequest request, read_sql_request(invocation));
  EIGENLAKE_ASSIGN_OR_RETURN(const TimeTravel travel, time_travel(invocation.configuration));
  EIGENLAKE_ASSIGN_OR_RETURN(const Lake lake, open_lake(invocation, LakeAccess::kRead));
  EIGENLAKE_ASSIGN_OR_RETURN(auto names, all_table_names(lake));
  const bool shell = invocation.operands.empty();
  const auto mentioned = shell ? names : mentioned_tables(invocation.operands[0], names);
  // DuckDB can name the nearest table only where it knows them.
  if (!mentioned.empty()) names = mentioned;
  EIGENLAKE_ASSIGN_OR_RETURN(const VisibleLake visible, VisibleLake::load(lake, travel, names));
  warn_if_moved(invocation, visible);
  warn_of_unreadable(invocation, visible);
  EIGENLAKE_ASSIGN_OR_RETURN(SqlSession session,
                             SqlSession::open({.num_threads = invocation.configuration.integer("threads")}));
  const SqlTables tables{invocation, request, lake, visible, names, session};
  if (shell) return run_sql_shell(invocation, [&](const std::string& sql) { return tables.run(sql); });
  EIGENLAKE_RETURN_IF_ERROR(tables.run(invocation.operands[0]));
  return ExitCode::kOk;
}

}  // namespace

Command sql_command() {
  return {.name = "sql",
          .summary = "SQL over all tables of the lake",
          .description =
              "Runs a query in an embedded DuckDB. Every table is there by its bare name and as "
              "quantum_features.NAME, at the newest state whose batch is complete; so are tables that other "
              "engines keep there. Without a query it is a shell. The lake cannot be changed: statements "
              "that write files are refused.",
          .operands = "[QUERY]",
          .max_operands = 1,
          .settings = {"format", "output", "max-rows", "batch", "as-of", "tag", "branch"},
          .only_reads = true,
          .run = run_sql};
}

}  // namespace eigenlake
