#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "eigenlake/base/text_table.h"
#include "eigenlake/cli/commands/batch_report.h"
#include "eigenlake/cli/commands/commands.h"
#include "eigenlake/cli/commands/lake_session.h"
#include "eigenlake/cli/invocation/interrupt.h"
#include "eigenlake/ingest/ingest.h"
#include "eigenlake/ingest/quarantine.h"
#include "eigenlake/lake/lake_tables.h"
#include "eigenlake/query/sql_value_text.h"

namespace eigenlake {
namespace {

nlohmann::ordered_json to_json(const QuarantineEntry& entry) {
  return {{"object_uri", entry.object_uri}, {"etag", entry.etag},
          {"size_bytes", entry.size_bytes}, {"format", entry.format},
          {"records", entry.records},       {"error", entry.error},
          {"batch_id", entry.batch_id},     {"processed_at", time_text(entry.timestamp_us)}};
}

Result<ExitCode> run_list(Invocation& invocation) {
  if (invocation.operands.size() > 1)
    return fail(ErrorKind::kUsage, "expected nothing after \"list\", found \"{}\"", invocation.operands[1]);
  EIGENLAKE_ASSIGN_OR_RETURN(const Lake lake, open_lake(invocation, LakeAccess::kRead));
  EIGENLAKE_ASSIGN_OR_RETURN(const LakeTables tables, LakeTables::load_all(lake));
  EIGENLAKE_ASSIGN_OR_RETURN(const auto entries, quarantined_objects(tables));
  TextTable text({{"object"}, {"bytes", true}, {"read at"}, {"error"}});
  for (const QuarantineEntry& entry : entries) {
    if (invocation.json())
      invocation.process.out << to_json(entry).dump() << '\n';
    else
      text.add_row(
          {entry.object_uri, std::to_string(entry.size_bytes), time_text(entry.timestamp_us), entry.error});
  }
  if (!invocation.json()) text.print(invocation.process.out, invocation.process.terminal_width);
  return ExitCode::kOk;
}

Result<ExitCode> run_retry(Invocation& invocation) {
  EIGENLAKE_ASSIGN_OR_RETURN(const Lake lake, open_lake(invocation, batch_access(invocation)));
  const std::vector<std::string> uris(invocation.operands.begin() + 1, invocation.operands.end());
  const InterruptScope scope;
  EIGENLAKE_ASSIGN_OR_RETURN(const IngestReport report,
                             retry_quarantined(lake, uris, ingest_options(invocation)));
  print_report(invocation, report);
  return InterruptScope::requested() ? ExitCode::kInterrupted : exit_code_of(report);
}

Result<ExitCode> run_quarantine(Invocation& invocation) {
  const std::string& what = invocation.operands[0];
  if (what == "list") return run_list(invocation);
  if (what == "retry") return run_retry(invocation);
  return fail(ErrorKind::kUsage, "expected list or retry, found \"{}\"", what);
}

}  // namespace

Command quarantine_command() {
  return {
      .name = "quarantine",
      .summary = "Raw objects that could not be ingested",
      .description =
          "list: the objects whose newest row in the ledger says that they, or records of theirs, could "
          "not be ingested, and why. retry: reads these objects again (all, or those with the given URIs), "
          "for instance after an upgrade or when they may be read at last; experiments that are there "
          "already are known as duplicates. Nothing is ever deleted from the raw store.",
      .operands = "list | retry [URI…]",
      .min_operands = 1,
      .max_operands = kAnyNumber,
      .run = run_quarantine};
}

}  // namespace eigenlake
