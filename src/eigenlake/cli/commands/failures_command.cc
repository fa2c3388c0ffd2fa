#include <sstream>

#include <nlohmann/json.hpp>

#include "eigenlake/base/text_table.h"
#include "eigenlake/cli/commands/commands.h"
#include "eigenlake/cli/commands/lake_session.h"
#include "eigenlake/cli/output/cell.h"
#include "eigenlake/query/result_writer.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

using Json = nlohmann::ordered_json;

Result<ExitCode> run_failures(Invocation& invocation) {
  const std::vector<std::string> tables = {std::string(kFailuresTable)};
  EIGENLAKE_ASSIGN_OR_RETURN(const Lake lake, open_lake(invocation, LakeAccess::kRead));
  EIGENLAKE_ASSIGN_OR_RETURN(const VisibleLake visible, VisibleLake::load(lake, {}, tables));
  EIGENLAKE_ASSIGN_OR_RETURN(SqlSession session, open_session(visible, tables, invocation.num_threads()));
  std::stringstream lines;
  EIGENLAKE_RETURN_IF_ERROR(session.query(
      "select failed_at, command, input, molecule, kind, reason, engine_version, processing_batch_id from "
      "failed_runs order by failed_at, input, molecule",
      [&](SqlResult& result) { return write_json_lines(result, lines); }));
  TextTable text({{"failed at"}, {"command"}, {"input"}, {"molecule"}, {"kind"}, {"reason"}});
  for (std::string line; std::getline(lines, line);) {
    if (invocation.json()) {
      invocation.process.out << line << '\n';
      continue;
    }
    const Json row = Json::parse(line);
    text.add_row({cell(row["failed_at"]), cell(row["command"]), cell(row["input"]), cell(row["molecule"]),
                  cell(row["kind"]), cell(row["reason"])});
  }
  if (!invocation.json()) text.print(invocation.process.out, invocation.process.terminal_width);
  return ExitCode::kOk;
}

}  // namespace

Command failures_command() {
  return {.name = "failures",
          .summary = "Molecules that could not be run",
          .description =
              "Lists the rows of failed_runs, oldest first: what `run` and `simulate` could not compute, and "
              "why. A molecule that was mended and run since stays listed.",
          .only_reads = true,
          .run = run_failures};
}

}  // namespace eigenlake
