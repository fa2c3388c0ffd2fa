// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "eigenlake/base/counted.h"
#include "eigenlake/cli/commands/asked_work.h"
#include "eigenlake/cli/commands/commands.h"
#include "eigenlake/cli/commands/molecule_settings.h"
#include "eigenlake/cli/commands/run_work.h"
#include "eigenlake/cli/settings/kafka_settings.h"
#include "eigenlake/cli/settings/run_options.h"

namespace eigenlake {
namespace {

void note_whereabouts(const Invocation& invocation, const RunReport& report) {
  if (!report.outcome.found.empty() && invocation.configuration.has(option::kLabel))
    invocation.note("existing experiments got no label; 'eigenlake run' or 'eigenlake label' sets it");
  if (report.outcome.num_succeeded > 0 && !invocation.json())
    invocation.note(fmt::format("\nThe records are in {}; 'eigenlake ingest' brings them into the tables.",
                                report.raw_uri));
}

void note_published(const Invocation& invocation, const RunReport& report, const std::string& topic) {
  if (report.published && report.published->published > 0 && !invocation.json())
    invocation.note(
        fmt::format("\nTopic {} has {} more.", topic, counted(report.published->published, "record")));
}

Result<ExitCode> run_simulate(Invocation& invocation) {
  EIGENLAKE_ASSIGN_OR_RETURN(RunRequest request, run_request(invocation));
  request.target = request.publishing ? RunTarget::kTopic : RunTarget::kRawObjects;
  if (invocation.dry_run()) return print_preview(invocation, request);
  EIGENLAKE_ASSIGN_OR_RETURN(const ReportedRun run, run_and_report(invocation, request));
  if (request.publishing)
    note_published(invocation, run.report, request.publishing->topic);
  else
    note_whereabouts(invocation, run.report);
  return run.code;
}

}  // namespace

Command simulate_command() {
  return {.name = "simulate",
          .purpose = Purpose::kSimulate,
          .summary = "Simulate only: write one raw record per molecule",
          .description =
              "Simulates every molecule of the files and writes one record each into the raw store of the "
              "lake, or with --kafka to a topic instead. What the lake has, or with --kafka the spool, is "
              "not recomputed. Molecule files are JSON (one object or a list) or XYZ; - is the standard "
              "input. --dry-run predicts the "
              "time and memory of each molecule and says which the lake has.",
          .example =
              "eigenlake simulate molecules.json\n"
              "eigenlake simulate molecules.json --kafka --servers localhost:9092",
          .operands = {"FILE…", 1, kAnyNumber},
          .options = simulate_settings(),
          .plans_many = true,
          .run = run_simulate};
}

}  // namespace eigenlake
