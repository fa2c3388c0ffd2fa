#include <filesystem>

#include "eigenlake/cli/commands/batch_report.h"
#include "eigenlake/cli/commands/commands.h"
#include "eigenlake/cli/commands/lake_session.h"
#include "eigenlake/cli/invocation/interrupt.h"
#include "eigenlake/ingest/ingest.h"

namespace eigenlake {
namespace {

/// A lake is made only around raw records that wait for one: a misspelt path shall not become an empty lake.
Result<> check_there_is_input(const Invocation& invocation) {
  const auto existing = open_lake(invocation, LakeAccess::kRead);
  if (existing) return {};
  if (existing.error().kind != ErrorKind::kNotFound) return std::unexpected(existing.error());
  EIGENLAKE_ASSIGN_OR_RETURN(const LakeRoots roots, resolve_lake(lake_location(invocation.configuration)));
  std::error_code ignored;
  const bool has_raw = is_remote(roots.raw) || std::filesystem::is_directory(roots.raw, ignored);
  return has_raw ? Result<>() : std::unexpected(existing.error());
}

Result<ExitCode> run_ingest(Invocation& invocation) {
  EIGENLAKE_RETURN_IF_ERROR(check_there_is_input(invocation));
  EIGENLAKE_ASSIGN_OR_RETURN(const Lake lake, open_lake(invocation, batch_access(invocation)));
  const InterruptScope scope;
  IngestOptions options = ingest_options(invocation);
  options.list_all = invocation.configuration.flag("full");
  EIGENLAKE_ASSIGN_OR_RETURN(const IngestReport report, ingest(lake, options));
  print_report(invocation, report);
  return InterruptScope::requested() ? ExitCode::kInterrupted : exit_code_of(report);
}

}  // namespace

Command ingest_command() {
  return {
      .name = "ingest",
      .summary = "Raw records into the nine tables",
      .description =
          "Reads the raw objects that the ledger does not know and appends their experiments to the nine "
          "normalized tables, each experiment once. An object that cannot be read is quarantined in the "
          "ledger and the others are ingested (exit code 7); of an object with faulty records the good ones "
          "are ingested. A batch that died is settled first. Objects that a Kafka sink named "
          "{topic}+{partition}+{offset} are listed from the last known one on; --full lists them all.",
      .settings = {"full"},
      .run = run_ingest};
}

}  // namespace eigenlake
