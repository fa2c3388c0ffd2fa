#include <filesystem>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "eigenlake/cli/batch_report.h"
#include "eigenlake/cli/commands.h"
#include "eigenlake/cli/interrupt.h"
#include "eigenlake/cli/lake_session.h"

namespace eigenlake {
namespace {

nlohmann::ordered_json to_json(const IngestReport& report) {
  nlohmann::ordered_json quarantined = nlohmann::ordered_json::array();
  for (const QuarantinedObject& object : report.quarantined)
    quarantined.push_back({{"object_uri", object.uri}, {"error", object.error}});
  return {{"batch_id", report.batch.batch_id},
          {"objects", report.objects_total},
          {"objects_new", report.objects_new},
          {"records", report.records},
          {"experiments_new", report.experiments_new},
          {"experiments_duplicate", report.experiments_duplicate},
          {"rows", report.batch.rows},
          {"quarantined", quarantined},
          {"recovered_batches", report.recovered_batches},
          {"seconds", report.batch.seconds}};
}

void print_text(const Invocation& invocation, const IngestReport& report) {
  std::ostream& out = invocation.process.out;
  out << fmt::format("{} of {} raw objects are new: {} experiments new, {} known already\n",
                     report.objects_new, report.objects_total, report.experiments_new,
                     report.experiments_duplicate);
  for (const auto& [table, rows] : report.batch.rows)
    out << fmt::format("  {:<22} {:>10} rows\n", table, rows);
  if (!report.batch.batch_id.empty())
    out << fmt::format("batch {} in {:.2f} s\n", report.batch.batch_id, report.batch.seconds);
}

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
  EIGENLAKE_ASSIGN_OR_RETURN(const IngestReport report, ingest(lake, ingest_options(invocation)));
  report_troubles(invocation, report);
  if (invocation.json()) {
    invocation.process.out << to_json(report).dump() << '\n';
  } else if (!invocation.quiet()) {
    print_text(invocation, report);
  }
  return InterruptScope::requested() ? ExitCode::kInterrupted : exit_code_of(report);
}

}  // namespace

Command ingest_command() {
  return {.name = "ingest",
          .summary = "Raw records into the nine tables",
          .description =
              "Reads the raw objects that the ledger does not know and appends their experiments to the nine "
              "normalized tables, each experiment once. An object that cannot be read is quarantined in the "
              "ledger and the others are ingested (exit code 7). A batch that died is settled first.",
          .run = run_ingest};
}

}  // namespace eigenlake
