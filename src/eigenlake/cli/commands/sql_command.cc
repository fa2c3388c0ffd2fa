// SPDX-License-Identifier: Apache-2.0
#include <csignal>
#include <functional>
#include <istream>
#include <iterator>
#include <optional>

#include <fmt/format.h>

#include "eigenlake/base/whole_file.h"
#include "eigenlake/cli/commands/commands.h"
#include "eigenlake/cli/commands/lake_session.h"
#include "eigenlake/cli/commands/line_interrupt.h"
#include "eigenlake/cli/commands/query_interrupt.h"
#include "eigenlake/cli/commands/sql_shell.h"
#include "eigenlake/cli/invocation/interrupt.h"
#include "eigenlake/cli/output/result_file.h"
#include "eigenlake/cli/settings/query_options.h"
#include "eigenlake/cli/settings/run_options.h"
#include "eigenlake/query/parquet_result.h"
#include "eigenlake/query/result_writer.h"
#include "eigenlake/query/sql_scanner.h"
#include "eigenlake/session/lake_query.h"

namespace eigenlake {
namespace {

constexpr int kDigitsOnTerminal = 10;

/// The request of one call.
struct SqlRequest {
  ResultFormat format = ResultFormat::kTable;
  std::optional<ResultFile> output;  ///< None: to the terminal.
  TableStyle style;
  bool local_files = true;
  bool shell = false;
  std::string text;  ///< All statements, unless it is a shell.
};

/// "-" is the standard input.
Result<std::string> read_statements(const std::string& file, std::istream& in) {
  if (file == "-") return std::string(std::istreambuf_iterator<char>(in), {});
  return read_whole_file(file);
}

/// Reads the query or its file. Errors: kUsage for both, kNotFound.
Result<> read_query(const Invocation& invocation, SqlRequest& request) {
  const bool has_file = invocation.configuration.has(option::kFile);
  const bool has_query = !invocation.operands.empty();
  if (has_file && has_query) return fail(ErrorKind::kUsage, "a query and -f FILE exclude each other");
  request.shell = !has_file && !has_query;
  if (has_query) request.text = invocation.operands[0];
  if (!has_file) return {};
  EIGENLAKE_ASSIGN_OR_RETURN(request.text, read_statements(invocation[option::kFile], invocation.process.in));
  return {};
}

Result<> read_style(const Invocation& invocation, SqlRequest& request) {
  const Configuration& configuration = invocation.configuration;
  const bool is_table = request.format == ResultFormat::kTable;
  if (configuration.has(option::kDigits) && !is_table)
    return fail(ErrorKind::kUsage, "--digits requires --format table; the other formats have all digits");
  const bool on_terminal = !request.output && invocation.process.out_is_terminal;
  request.style.max_rows = static_cast<size_t>(configuration[option::kMaxRows]);
  request.style.text = invocation.out_style();
  if (request.output)
    request.style.text = {.is_aligned = false, .is_vertical = request.style.text.is_vertical};
  if (configuration.has(option::kDigits)) {
    request.style.digits = configuration[option::kDigits];
  } else if (on_terminal) {
    request.style.digits = kDigitsOnTerminal;
  }
  if (request.format != ResultFormat::kParquet || !on_terminal) return {};
  return fail(ErrorKind::kUsage, "--format parquet requires --output FILE or a pipe, got a terminal");
}

Result<SqlRequest> read_sql_request(const Invocation& invocation) {
  const Configuration& configuration = invocation.configuration;
  SqlRequest request;
  const bool named = configuration.has(option::kFormat);
  EIGENLAKE_ASSIGN_OR_RETURN(request.format, result_format_of(named ? configuration[option::kFormat]
                                                              : invocation.json() ? "json"
                                                                                  : "table"));
  EIGENLAKE_RETURN_IF_ERROR(read_query(invocation, request));
  const std::string output = configuration[option::kOutput];
  if (!output.empty() && !is_standard_output(output)) {
    EIGENLAKE_ASSIGN_OR_RETURN(request.output, ResultFile::at(output, {}, ResultFile::Devices::kWritten));
  }
  EIGENLAKE_RETURN_IF_ERROR(read_style(invocation, request));
  request.local_files = configuration[option::kLocalFiles];
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
  return write_parquet(result, out);
}

/// A moved lake is read at its new place; its tables still name the old one.
void warn_if_moved(const Invocation& invocation, const VisibleLake& visible) {
  for (const auto& [name, table] : visible.tables.tables()) {
    if (!table.was_moved()) continue;
    return invocation.warn(fmt::format("the lake was moved: its tables say {}, they are read at {}",
                                       table.metadata().location, table.location()));
  }
}

/// How much of the tables a query read: one line on a terminal, one per table with --verbose.
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

/// Queries of one call, and where their results go.
class SqlExecution {
 public:
  SqlExecution(const Invocation& invocation, const SqlRequest& request, LakeQuery& query)
      : invocation_(invocation), request_(request), query_(query) {}

  /// All statements of the request.
  Result<> execute_all() {
    return write([&](std::ostream& out) -> Result<> {
      for (const std::string& sql : split_statements(request_.text)) EIGENLAKE_RETURN_IF_ERROR(run(sql, out));
      return {};
    });
  }

  /// Statements of the shell; each replaces the file of --output.
  Result<> execute_in_shell(const std::string& text) {
    for (const std::string& sql : split_statements(text)) {
      num_results_ = 0;
      EIGENLAKE_RETURN_IF_ERROR(write([&](std::ostream& out) { return run(sql, out); }));
    }
    return {};
  }

 private:
  Result<> write(const std::function<Result<>(std::ostream&)>& fill) {
    return request_.output ? request_.output->write_stream(fill) : fill(invocation_.process.out);
  }

  Result<> run(const std::string& sql, std::ostream& out) {
    EIGENLAKE_ASSIGN_OR_RETURN(const PreparedStatement prepared, query_.prepare(sql));
    const InterruptScope scope;
    if (LineInterrupt::take()) return fail(ErrorKind::kInterrupted, "the query was interrupted");
    EIGENLAKE_RETURN_IF_ERROR(query_.run(prepared, [&](SqlResult& result) -> Result<> {
      if (request_.format == ResultFormat::kParquet && ++num_results_ > 1)
        return fail(ErrorKind::kUsage, "--format parquet requires one query, got another one: {}", sql);
      return write_result(result, request_, out);
    }));
    if (prepared.is_temporary())
      invocation_.note(fmt::format("temporary: it ends with this {}", request_.shell ? "shell" : "file"));
    report_scans(invocation_, prepared.scans);
    return {};
  }

  const Invocation& invocation_;
  const SqlRequest& request_;
  LakeQuery& query_;
  int num_results_ = 0;
};

Result<ExitCode> run_sql(Invocation& invocation) {
  // End like other filters when the reader of a result goes away: nothing is lost.
  std::signal(SIGPIPE, SIG_DFL);
  EIGENLAKE_ASSIGN_OR_RETURN(const SqlRequest request, read_sql_request(invocation));
  QueryOptions options{.num_threads = invocation[option::kThreads],
                       .local_files = request.local_files,
                       .temporary_objects = request.shell || invocation.configuration.has(option::kFile)};
  EIGENLAKE_ASSIGN_OR_RETURN(options.travel, time_travel(invocation.configuration));
  EIGENLAKE_ASSIGN_OR_RETURN(const Lake lake, open_lake(invocation, LakeAccess::kRead));
  const auto text = request.shell ? std::nullopt : std::optional(request.text);
  EIGENLAKE_ASSIGN_OR_RETURN(LakeQuery query, LakeQuery::open(lake, options, text));
  warn_if_moved(invocation, query.visible());
  warn_of_left_out(invocation, query.visible().unreadable);
  const QueryInterrupt interrupt(query.session());
  SqlExecution run(invocation, request, query);
  if (request.shell)
    return run_sql_shell(invocation, query.table_names(),
                         [&](const std::string& sql) { return run.execute_in_shell(sql); });
  EIGENLAKE_RETURN_IF_ERROR(run.execute_all());
  return ExitCode::kOk;
}

}  // namespace

Command sql_command() {
  return {
      .name = "sql",
      .purpose = Purpose::kLook,
      .summary = "Query the tables of the lake by SQL",
      .description =
          "Runs a query in an embedded DuckDB. Every table has its bare name and quantum_features.NAME, at "
          "the newest state whose batch is complete; tables of other engines in the lake as well. Without a "
          "query or a file it is a shell. The lake does not change: queries, EXPLAIN, some settings and "
          "pragmas run, in the shell and with -f also CREATE TEMP TABLE and CREATE TEMP VIEW; all other "
          "statements are rejected.",
      .example =
          "eigenlake sql \"select name, total_energy from runs order by name\"\n"
          "eigenlake sql -f queries.sql --format csv -o results.csv",
      .operands = {"[QUERY]", 0, 1},
      .options = {&option::kFile, &option::kLocalFiles, &option::kFormat, &option::kOutput, &option::kMaxRows,
                  &option::kDigits, &option::kBatch, &option::kAsOf, &option::kTag, &option::kBranch},
      .only_reads = true,
      .file_is_operand = false,
      .run = run_sql};
}

}  // namespace eigenlake
