// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "eigenlake/cli/commands/batch_report.h"
#include "eigenlake/cli/commands/commands.h"
#include "eigenlake/cli/commands/lake_session.h"
#include "eigenlake/cli/invocation/interrupt.h"
#include "eigenlake/cli/settings/maintenance_options.h"
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

/// Settings of features say nothing without --features. Errors: kUsage.
Result<> check_settings(const Invocation& invocation) {
  for (const Setting* setting : option::kFeaturesOptions)
    if (invocation.configuration.is_from_flag(*setting) && !invocation[option::kFeatures])
      return fail(ErrorKind::kUsage, "{} requires --features", setting->flag());
  return {};
}

void note_missing_features(const Invocation& invocation, uint64_t count) {
  if (count == 0 || invocation.dry_run()) return;
  invocation.note(fmt::format("{} no features yet; 'eigenlake features' or 'ingest --features' computes them",
                              count == 1 ? "1 experiment has" : fmt::format("{} experiments have", count)));
}

/// The raw objects, and with --features the ML tables.
Result<IngestReport> ingest_and_print(const Invocation& invocation, const Lake& lake) {
  IngestOptions options = ingest_options(invocation);
  options.list_all = invocation[option::kFull];
  if (!invocation[option::kFeatures]) {
    EIGENLAKE_ASSIGN_OR_RETURN(IngestReport report, ingest(lake, options));
    print_report(invocation, report);
    note_missing_features(invocation, report.experiments_without_features);
    return report;
  }
  EIGENLAKE_RETURN_IF_ERROR(check_feature_settings(invocation, lake, true));
  EIGENLAKE_ASSIGN_OR_RETURN(IngestAndFeaturesReport report,
                             ingest_and_features(lake, feature_settings(invocation.configuration), options));
  print_report(invocation, report);
  return std::move(report.ingest);
}

Result<ExitCode> run_ingest(Invocation& invocation) {
  EIGENLAKE_RETURN_IF_ERROR(check_settings(invocation));
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
  EIGENLAKE_ASSIGN_OR_RETURN(const IngestReport report, ingest_and_print(invocation, lake));
  return InterruptScope::requested() ? ExitCode::kInterrupted : exit_code_of_ingest(report);
}

}  // namespace

Command ingest_command() {
  return {
      .name = "ingest",
      .purpose = Purpose::kMaintain,
      .summary = "Ingest raw records into the nine tables",
      .description =
          "Reads the raw objects that are not in the ledger and appends their experiments to the nine "
          "normalized tables, each experiment once. An object that cannot be read is quarantined in the "
          "ledger and the others are ingested (exit code 7); of an object with faulty records the good "
          "ones are ingested. An interrupted batch is recovered first. Objects that a Kafka sink named "
          "{topic}+{partition}+{offset} are listed from the last known one on; --full lists them all. The ML "
          "tables follow by the command features, or here with --features, which reads each record once.",
      .example = "eigenlake ingest\neigenlake ingest --features",
      .options = joined_settings({Settings{&option::kFull, &option::kFeatures}, option::kFeaturesOptions}),
      .run = run_ingest};
}

}  // namespace eigenlake
