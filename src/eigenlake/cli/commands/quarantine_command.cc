// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "eigenlake/base/counted.h"
#include "eigenlake/cli/commands/batch_report.h"
#include "eigenlake/cli/commands/commands.h"
#include "eigenlake/cli/commands/lake_session.h"
#include "eigenlake/cli/invocation/interrupt.h"
#include "eigenlake/cli/output/row_table.h"
#include "eigenlake/cli/settings/maintenance_options.h"
#include "eigenlake/ingest/ingest.h"
#include "eigenlake/ingest/quarantine.h"
#include "eigenlake/ingest/quarantine_drop.h"
#include "eigenlake/lake/lake_tables.h"
#include "eigenlake/query/sql_value_text.h"

namespace eigenlake {
namespace {

Json to_json(const QuarantineEntry& entry) {
  return {{"object_uri", entry.object_uri}, {"etag", entry.etag},
          {"size_bytes", entry.size_bytes}, {"format", entry.format},
          {"records", entry.records},       {"error", entry.error},
          {"batch_id", entry.batch_id},     {"processed_at", time_text(entry.timestamp_us)}};
}

/// "ingested: 2 experiments new, 0 known already"
std::string text_of(const RetryOutcome& outcome) {
  switch (outcome.what) {
    case RetryOutcome::What::kIngested:
      return fmt::format("ingested: {} new, {} known already", counted(outcome.experiments_new, "experiment"),
                         outcome.experiments_duplicate);
    case RetryOutcome::What::kRefused:
      return fmt::format("still refused: {}", outcome.error);
    case RetryOutcome::What::kGone:
      return "gone from the raw store, and so no longer in quarantine";
  }
  return {};
}

void print_outcomes(const Invocation& invocation, const IngestReport& report) {
  for (const RetryOutcome& outcome : report.outcomes)
    invocation.process.out << fmt::format("{}: {}\n", outcome.uri, text_of(outcome));
}

Result<> expect_only(const Invocation& invocation) {
  if (invocation.operands.size() == 1) return {};
  return fail(ErrorKind::kUsage, "eigenlake quarantine {} takes no name, got '{}'", invocation.operands[0],
              invocation.operands[1]);
}

Result<> refuse_reason(const Invocation& invocation) {
  if (!invocation.configuration.has(option::kReason)) return {};
  return fail(ErrorKind::kUsage, "--reason requires drop, got '{}'", invocation.operands[0]);
}

Result<ExitCode> run_list(Invocation& invocation) {
  EIGENLAKE_RETURN_IF_ERROR(expect_only(invocation));
  EIGENLAKE_RETURN_IF_ERROR(refuse_reason(invocation));
  EIGENLAKE_ASSIGN_OR_RETURN(const Lake lake, open_lake(invocation, LakeAccess::kRead));
  EIGENLAKE_ASSIGN_OR_RETURN(const LakeTables tables, LakeTables::load_all(lake));
  EIGENLAKE_ASSIGN_OR_RETURN(const Quarantine quarantine, waiting_in_quarantine(lake, tables));
  RowTable rows(invocation, {{"object"}, {"bytes", true}, {"read at"}, {"error"}});
  for (const QuarantineEntry& entry : quarantine.entries)
    rows.add(to_json(entry), {entry.object_uri, std::to_string(entry.size_bytes),
                              time_text(entry.timestamp_us), entry.error});
  rows.print();
  if (quarantine.num_gone > 0)
    invocation.note(
        fmt::format("{} more were quarantined and are no longer in the raw store", quarantine.num_gone));
  if (quarantine.num_dropped > 0)
    invocation.note(
        fmt::format("{} more were dropped; source_objects says by whom and why", quarantine.num_dropped));
  return ExitCode::kOk;
}

Result<ExitCode> run_retry(Invocation& invocation) {
  EIGENLAKE_RETURN_IF_ERROR(refuse_reason(invocation));
  EIGENLAKE_ASSIGN_OR_RETURN(const Lake lake, open_lake(invocation, batch_access(invocation)));
  const std::vector<std::string> names(invocation.operands.begin() + 1, invocation.operands.end());
  const InterruptScope scope;
  EIGENLAKE_ASSIGN_OR_RETURN(const IngestReport report,
                             retry_quarantined(lake, names, ingest_options(invocation)));
  if (!invocation.quiet() && !invocation.json()) print_outcomes(invocation, report);
  print_report(invocation, report);
  return InterruptScope::requested() ? ExitCode::kInterrupted : exit_code_of_ingest(report);
}

Result<ExitCode> run_drop(Invocation& invocation) {
  const std::vector<std::string> names(invocation.operands.begin() + 1, invocation.operands.end());
  if (names.empty() || !invocation.configuration.has(option::kReason))
    return fail(ErrorKind::kUsage, "eigenlake quarantine drop NAME… --reason TEXT requires a {}",
                names.empty() ? "name" : "reason");
  const bool dry_run = invocation.dry_run();
  EIGENLAKE_ASSIGN_OR_RETURN(const Lake lake, open_lake(invocation, batch_access(invocation)));
  EIGENLAKE_ASSIGN_OR_RETURN(const DropReport report,
                             drop_quarantined(lake, names, invocation[option::kReason], dry_run));
  for (const QuarantineEntry& entry : report.entries)
    invocation.report({{"object_uri", entry.object_uri},
                       {"etag", entry.etag},
                       {"error", entry.error},
                       {"batch_id", report.batch.batch_id}},
                      fmt::format("{} {}\n", dry_run ? "would drop" : "dropped", entry.object_uri));
  return ExitCode::kOk;
}

Result<ExitCode> run_quarantine(Invocation& invocation) {
  EIGENLAKE_RETURN_IF_ERROR(invocation.check_action({"list", "retry", "drop"}));
  const std::string& what = invocation.operands[0];
  return what == "list"    ? run_list(invocation)
         : what == "retry" ? run_retry(invocation)
                           : run_drop(invocation);
}

}  // namespace

Command quarantine_command() {
  return {.name = "quarantine",
          .purpose = Purpose::kMaintain,
          .summary = "List, retry or drop raw objects that could not be ingested",
          .description =
              "list: the objects that, or records of which, could not be ingested, by their newest rows in "
              "the ledger, and why; one that is gone from the raw store is not listed. retry: reads these "
              "objects again (all, or the named ones), for instance after an upgrade or when they have "
              "become readable, and says what became of each; existing experiments count as duplicates. "
              "drop: ends the entries of the named objects for good; the ledger records who did it, when and "
              "why, and a new version of an object is still read. A name is the object's URI, or its part "
              "after experiments/experiment.vqe/. Nothing is ever deleted from the raw store.",
          .example =
              "eigenlake quarantine list\n"
              "eigenlake quarantine retry",
          .operands = {"list | retry [NAME…] | drop NAME…", 1, kAnyNumber},
          .options = {&option::kReason},
          .run = run_quarantine};
}

}  // namespace eigenlake
