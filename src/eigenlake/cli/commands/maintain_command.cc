// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <memory>
#include <mutex>

#include <fmt/format.h>

#include "eigenlake/base/counted.h"
#include "eigenlake/cli/commands/batch_report.h"
#include "eigenlake/cli/commands/commands.h"
#include "eigenlake/cli/commands/lake_session.h"
#include "eigenlake/cli/invocation/interrupt.h"
#include "eigenlake/cli/output/maintenance_report.h"
#include "eigenlake/cli/output/progress_line.h"
#include "eigenlake/cli/settings/export_options.h"
#include "eigenlake/cli/settings/maintenance_options.h"
#include "eigenlake/cli/settings/milliseconds.h"
#include "eigenlake/maintenance/accept_loss.h"
#include "eigenlake/maintenance/check_lake.h"
#include "eigenlake/maintenance/maintain.h"
#include "eigenlake/session/table_lookup.h"

namespace eigenlake {
namespace {

std::set<MaintenanceStep> steps_of(const std::string& name) {
  if (name == "expire") return {MaintenanceStep::kExpire};
  if (name == "compact") return {MaintenanceStep::kCompact};
  if (name == "manifests") return {MaintenanceStep::kManifests};
  if (name == "orphans") return {MaintenanceStep::kOrphans};
  return MaintainOptions().steps;
}

Result<MaintainOptions> maintain_options(const Invocation& invocation, const std::string& step,
                                         const Result<Lake>& lake) {
  const Configuration& configuration = invocation.configuration;
  MaintainOptions options;
  options.steps = steps_of(step);
  EIGENLAKE_ASSIGN_OR_RETURN(options.tables, known_tables(configuration[option::kTables], lake));
  options.retention = {.batches = configuration[option::kKeepBatches],
                       .days = configuration[option::kKeepDays]};
  options.grace_ms = milliseconds_in(configuration[option::kGraceMinutes] * 60.0);
  options.sizes.target_bytes = int64_t{configuration[option::kTargetFileSize]} << 20;
  options.orphan_age_ms = milliseconds_in(configuration[option::kOlderThan] * 86'400.0);
  // As a step of its own, orphans only lists by default.
  options.list_orphans_only = step == "orphans" && !configuration[option::kDelete];
  options.dry_run = configuration[option::kDryRun] || options.list_orphans_only;
  options.num_threads = invocation.num_threads();
  options.stop_requested = [] { return InterruptScope::requested(); };
  options.on_progress = [line = ProgressLine(invocation)](const std::string& table,
                                                          const std::string& what) mutable {
    line.show(fmt::format("{}: {}", table, what));
  };
  return options;
}

Result<> run_accept(const Invocation& invocation, const CheckLakeOptions& options, LakeCheck& check) {
  const bool dry_run = invocation.dry_run();
  EIGENLAKE_ASSIGN_OR_RETURN(const Lake lake,
                             open_lake(invocation, dry_run ? LakeAccess::kRead : LakeAccess::kWrite));
  EIGENLAKE_ASSIGN_OR_RETURN(const AcceptedLoss loss, accept_loss(lake, options, dry_run, check));
  ProgressLine(invocation).clear();
  for (const auto& [table, rows] : loss.rows)
    invocation.note(fmt::format("{}: {} {}", table,
                                dry_run ? "would accept the loss of" : "accepted the loss of",
                                counted(rows, "row")));
  if (!loss.batch_id.empty()) invocation.note(fmt::format("batch {} says so", loss.batch_id));
  return {};
}

Result<ExitCode> run_check(Invocation& invocation, const Result<Lake>& lake) {
  CheckLakeOptions options;
  EIGENLAKE_ASSIGN_OR_RETURN(options.tables, known_tables(invocation[option::kTables], lake));
  options.deep = invocation[option::kDeep];
  options.on_progress = [line = ProgressLine(invocation), mutex = std::make_shared<std::mutex>()](
                            const std::string& table, int64_t done, int64_t files) mutable {
    if (done != files && done % 64 != 0) return;
    const std::lock_guard lock(*mutex);
    line.show(fmt::format("{}: {} of {} files", table, done, files));
  };
  LakeCheck check;
  if (invocation[option::kAccept]) {
    EIGENLAKE_RETURN_IF_ERROR(run_accept(invocation, options, check));
  } else {
    EIGENLAKE_ASSIGN_OR_RETURN(check, check_lake(*lake, options));
  }
  ProgressLine(invocation).clear();
  print_check(invocation, check);
  return check.num_faults() == 0 ? ExitCode::kOk : ExitCode::kStore;
}

Result<ExitCode> run_maintain(Invocation& invocation) {
  const std::string step = invocation.operands.empty() ? "" : invocation.operands[0];
  if (!invocation.operands.empty())
    EIGENLAKE_RETURN_IF_ERROR(
        invocation.check_action({"expire", "compact", "manifests", "orphans", "check"}));
  // A missing lake is not created.
  const auto existing = open_lake(invocation, LakeAccess::kRead);
  if (!existing) return std::unexpected(existing.error());
  if (invocation[option::kAccept] && (step != "check" || !invocation[option::kDeep]))
    return fail(ErrorKind::kUsage, "--accept requires check --deep");
  if (step == "check") return run_check(invocation, existing);
  EIGENLAKE_ASSIGN_OR_RETURN(const auto options, maintain_options(invocation, step, existing));
  EIGENLAKE_ASSIGN_OR_RETURN(const Lake lake,
                             open_lake(invocation, options.dry_run ? LakeAccess::kRead : LakeAccess::kWrite));
  const InterruptScope scope;
  EIGENLAKE_ASSIGN_OR_RETURN(const MaintenanceReport report, maintain(lake, options));
  ProgressLine(invocation).clear();
  note_recovered(invocation, report.recovered_batches);
  if (report.claims_removed > 0)
    invocation.note(fmt::format("removed {} claims of killed calls", report.claims_removed));
  print_maintenance(invocation, options, report);
  if (InterruptScope::requested()) return ExitCode::kInterrupted;
  const bool failed =
      std::ranges::any_of(report.tables, [](const auto& table) { return !table.error.empty(); });
  return failed ? ExitCode::kStore : ExitCode::kOk;
}

}  // namespace

Command maintain_command() {
  return {.name = "maintain",
          .purpose = Purpose::kMaintain,
          .summary = "Keep the tables small and fast, and check them",
          .description =
              "Without a step does all of them but check: recovers an interrupted batch, expires snapshots "
              "of old batches (tags of users always stay), rewrites small files as sorted large ones, merges "
              "manifests and removes files that nothing needs. Rows do not change. The step orphans alone "
              "only lists, unless --delete is given. check compares every file with the metadata and exits "
              "with 6 where something is wrong; with --tables also the files of another engine's table. With "
              "--deep --accept rows that another engine removed count as removed from then on, and the audit "
              "log records it.",
          .example =
              "eigenlake maintain\n"
              "eigenlake maintain check --deep",
          .operands = {"[expire | compact | manifests | orphans | check]", 0, 1},
          .options = {&option::kTables, &option::kKeepBatches, &option::kKeepDays, &option::kGraceMinutes,
                      &option::kTargetFileSize, &option::kOlderThan, &option::kDelete, &option::kDeep,
                      &option::kAccept},
          .run = run_maintain};
}

}  // namespace eigenlake
