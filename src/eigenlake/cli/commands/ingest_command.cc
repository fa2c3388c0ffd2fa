// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "eigenlake/cli/commands/batch_report.h"
#include "eigenlake/cli/commands/commands.h"
#include "eigenlake/cli/commands/lake_session.h"
#include "eigenlake/cli/invocation/interrupt.h"
#include "eigenlake/cli/settings/run_options.h"
#include "eigenlake/ingest/ingest.h"

namespace eigenlake {
namespace {

/// Whether there is a lake already. Errors: of a lake that cannot be opened.
Result<bool> has_lake(const LakeAddress& address) {
  const auto existing = open_lake(address, LakeAccess::kRead);
  if (existing) return true;
  if (existing.error().kind == ErrorKind::kNotFound) return false;
  return std::unexpected(existing.error());
}

/// Named because a misspelt path becomes an empty lake.
void note_new_lake(const Invocation& invocation, const LakeRoots& roots) {
  const char* what = invocation.dry_run() ? "ingest would create one" : "created one";
  invocation.note(
      fmt::format("there was no lake at {}; {} for the raw objects in {}", roots.name, what, roots.raw));
}

Result<ExitCode> run_ingest(Invocation& invocation) {
  EIGENLAKE_ASSIGN_OR_RETURN(const LakeAddress address, lake_address(invocation));
  EIGENLAKE_ASSIGN_OR_RETURN(const bool is_there, has_lake(address));
  EIGENLAKE_ASSIGN_OR_RETURN(const LakeRoots roots, resolve_lake(address.location));
  if (!is_there && invocation.dry_run()) {
    note_new_lake(invocation, roots);
    return ExitCode::kOk;
  }
  EIGENLAKE_ASSIGN_OR_RETURN(const Lake lake, open_lake(address, batch_access(invocation)));
  if (!is_there) note_new_lake(invocation, roots);
  const InterruptScope scope;
  IngestOptions options = ingest_options(invocation);
  options.list_all = invocation[option::kFull];
  EIGENLAKE_ASSIGN_OR_RETURN(const IngestReport report, ingest(lake, options));
  print_report(invocation, report);
  return InterruptScope::requested() ? ExitCode::kInterrupted : exit_code_of_ingest(report);
}

}  // namespace

Command ingest_command() {
  return {.name = "ingest",
          .purpose = Purpose::kMaintain,
          .summary = "Ingest raw records into the nine tables",
          .description =
              "Reads the raw objects that are not in the ledger and appends their experiments to the nine "
              "normalized tables, each experiment once. An object that cannot be read is quarantined in the "
              "ledger and the others are ingested (exit code 7); of an object with faulty records the good "
              "ones are ingested. An interrupted batch is recovered first. Objects that a Kafka sink named "
              "{topic}+{partition}+{offset} are listed from the last known one on; --full lists them all.",
          .example = "eigenlake ingest",
          .options = {&option::kFull},
          .run = run_ingest};
}

}  // namespace eigenlake
