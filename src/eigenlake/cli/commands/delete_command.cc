// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "eigenlake/base/clock.h"
#include "eigenlake/base/counted.h"
#include "eigenlake/cli/commands/batch_report.h"
#include "eigenlake/cli/commands/commands.h"
#include "eigenlake/cli/commands/lake_session.h"
#include "eigenlake/cli/output/row_count_line.h"
#include "eigenlake/cli/settings/maintenance_options.h"
#include "eigenlake/cli/settings/selection_options.h"
#include "eigenlake/lake/written_reason.h"
#include "eigenlake/query/result_writer.h"
#include "eigenlake/session/experiment_removal.h"

namespace eigenlake {
namespace {

Json to_json(const Invocation& invocation, const PurgeReport& report, double seconds) {
  Json json = {{"experiments", report.deletion.experiment_ids},
               {"rows", report.deletion.rows},
               {"batch_id", report.deletion.batch_id},
               {"dry_run", invocation.dry_run()}};
  if (invocation[option::kPurge])
    json["purged"] = {{"snapshots", report.snapshots},
                      {"batches", report.batches},
                      {"files", report.files},
                      {"bytes", report.bytes}};
  json["seconds"] = seconds;
  return json;
}

std::string text_of(const Invocation& invocation, const PurgeReport& report, double seconds) {
  const size_t count = report.deletion.experiment_ids.size();
  std::string text =
      fmt::format("{} {}\n", invocation.dry_run() ? "would delete" : "deleted", counted(count, "experiment"));
  for (const auto& [table, rows] : report.deletion.rows)
    if (rows > 0) text += row_count_line(table, rows);
  if (report.snapshots > 0)
    text += fmt::format("removed {} ({:.1f} MB) of {}; {} can no longer be read\n",
                        counted(report.files, "file"), static_cast<double>(report.bytes) / 1e6,
                        counted(report.snapshots, "snapshot"), counted(report.batches, "batch"));
  if (!report.deletion.batch_id.empty())
    text += fmt::format("batch {} in {:.2f} s\n", report.deletion.batch_id, seconds);
  return text;
}

void print_report(const Invocation& invocation, const ExperimentRemoval& removal, const PurgeReport& report,
                  double seconds) {
  note_recovered(invocation, report.deletion.recovered_batches);
  for (const std::string& id : removal.deleted_already())
    invocation.note(fmt::format("{}… was deleted already", id.substr(0, 12)));
  invocation.report(to_json(invocation, report, seconds), text_of(invocation, report, seconds));
  if (!report.deletion.batch_id.empty())
    invocation.note(
        "Raw objects stay; neither ingest nor run brings these experiments back, run --force does.");
}

/// The rows that would be deleted. A purge that would stop lists nothing.
Result<PurgeReport> print_plan(const Invocation& invocation, ExperimentRemoval& removal) {
  EIGENLAKE_ASSIGN_OR_RETURN(PurgeReport report, removal.plan());
  if (invocation.json() || invocation.quiet()) return report;
  EIGENLAKE_RETURN_IF_ERROR(removal.list([&](SqlResult& result) {
    return write_table(result, {.text = invocation.out_style()}, invocation.process.out);
  }));
  return report;
}

RemovalRequest removal_request(const Invocation& invocation) {
  return {.ids = invocation.operands,
          .condition = invocation.configuration.find(option::kWhere),
          .purge = invocation[option::kPurge],
          .reason = invocation[option::kReason],
          .num_threads = invocation.num_threads()};
}

Result<ExitCode> run_delete(Invocation& invocation) {
  const double start = steady_seconds();
  const RemovalRequest request = removal_request(invocation);
  if (auto good = check_written_reason(request.reason); !good)
    return invocation.configuration.refuse(option::kReason, good.error());
  EIGENLAKE_ASSIGN_OR_RETURN(const Lake lake, open_existing_lake(invocation));
  EIGENLAKE_ASSIGN_OR_RETURN(ExperimentRemoval removal, ExperimentRemoval::open(lake, request));
  EIGENLAKE_ASSIGN_OR_RETURN(const PurgeReport report,
                             invocation.dry_run() ? print_plan(invocation, removal) : removal.carry_out());
  print_report(invocation, removal, report, steady_seconds() - start);
  return ExitCode::kOk;
}

}  // namespace

Command delete_command() {
  return {.name = "delete",
          .purpose = Purpose::kOrganise,
          .summary = "Remove experiments from the tables",
          .description =
              "Removes the rows of experiments from all tables in one batch; the table deletions records who "
              "did it, when and why. A unique prefix of an id is enough; --where takes a condition on the "
              "view runs instead, such as \"basis_set = 'sto3g' and not converged\". Raw objects stay, but "
              "only run --force or simulate --force restores the experiments, not ingest or a rerun. Earlier "
              "batches and tags still show the rows; --purge also removes the bytes from the tables' files, "
              "and every snapshot that holds them. It stops where a tag or branch of yours is on such a "
              "snapshot. --dry-run lists what would be removed.",
          .example =
              "eigenlake delete --where \"name = 'H2'\" --dry-run\n"
              "eigenlake delete 3f2a --reason \"wrong geometry\"",
          .operands = {"[EXPERIMENT_ID…]", 0, kAnyNumber},
          .options = {&option::kWhere, &option::kReason, &option::kPurge},
          .run = run_delete};
}

}  // namespace eigenlake
