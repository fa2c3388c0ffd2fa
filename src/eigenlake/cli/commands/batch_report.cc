#include "eigenlake/cli/commands/batch_report.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "eigenlake/cli/output/json_line.h"
#include "eigenlake/cli/settings/maintenance_options.h"
#include "eigenlake/session/run_lake.h"

namespace eigenlake {
namespace {

nlohmann::ordered_json to_json(const RetryOutcome& outcome) {
  nlohmann::ordered_json json = {{"object_uri", outcome.uri}, {"outcome", name_of(outcome.what)}};
  if (outcome.what == RetryOutcome::What::kGone) return json;
  json["error"] = outcome.error.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json(outcome.error);
  json["records"] = outcome.records;
  json["experiments_new"] = outcome.experiments_new;
  json["experiments_duplicate"] = outcome.experiments_duplicate;
  return json;
}

nlohmann::ordered_json to_json(const IngestReport& report) {
  nlohmann::ordered_json quarantined = nlohmann::ordered_json::array();
  for (const QuarantinedObject& object : report.quarantined)
    quarantined.push_back({{"object_uri", object.uri}, {"error", object.error}});
  nlohmann::ordered_json json = {{"batch_id", report.batch.batch_id},
                                 {"objects", report.objects_total},
                                 {"objects_new", report.objects_new},
                                 {"objects_left_out", report.objects_left_out},
                                 {"records", report.records},
                                 {"records_faulty", report.records_faulty},
                                 {"experiments_new", report.experiments_new},
                                 {"experiments_duplicate", report.experiments_duplicate},
                                 {"experiments_deleted", report.experiments_deleted},
                                 {"rows", report.batch.rows},
                                 {"failures", report.failures},
                                 {"quarantined", quarantined},
                                 {"recovered_batches", report.recovered_batches},
                                 {"seconds", report.batch.seconds}};
  for (const RetryOutcome& outcome : report.outcomes) json["outcomes"].push_back(to_json(outcome));
  return json;
}

void print_text(const Invocation& invocation, const IngestReport& report) {
  std::ostream& out = invocation.process.out;
  out << fmt::format("{} of {} raw objects are new: {} experiments new, {} known already\n",
                     report.objects_new, report.objects_total, report.experiments_new,
                     report.experiments_duplicate);
  if (report.objects_left_out > 0)
    out << fmt::format("{} more are left out: by their names they are marks, or unfinished\n",
                       report.objects_left_out);
  for (const auto& [table, rows] : report.batch.rows)
    out << fmt::format("  {:<22} {:>10} rows\n", table, rows);
  if (!report.batch.batch_id.empty())
    out << fmt::format("batch {} in {:.2f} s\n", report.batch.batch_id, report.batch.seconds);
}

}  // namespace

IngestOptions ingest_options(const Invocation& invocation) {
  IngestOptions options;
  options.num_threads = invocation.num_threads();
  options.dry_run = invocation.dry_run();
  if (!invocation.process.err_is_terminal || invocation.quiet()) return options;
  options.on_progress = [&err = invocation.process.err](const BatchProgress& progress) {
    err << fmt::format("\r\033[K{} of {} raw objects, {} experiments", progress.objects_done,
                       progress.objects_total, progress.experiments)
        << (progress.objects_done == progress.objects_total ? "\r\033[K" : "") << std::flush;
  };
  return options;
}

LakeAccess batch_access(const Invocation& invocation) {
  return invocation.dry_run() ? LakeAccess::kRead : LakeAccess::kWrite;
}

Result<> check_feature_settings(const Invocation& invocation, const Lake& lake, bool is_to_compute) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto difference,
                             features_difference(lake, feature_settings(invocation.configuration)));
  if (!difference) return {};
  if (is_to_compute) return std::unexpected(*difference);
  invocation.note(difference->to_string() + "; there is nothing to compute");
  return {};
}

FeatureSettings feature_settings(const Configuration& configuration) {
  return {.rolling_window = configuration[option::kRollingWindow],
          .trajectory_head = configuration[option::kTrajectoryHead],
          .trajectory_tail = configuration[option::kTrajectoryTail]};
}

void report_troubles(const Invocation& invocation, const IngestReport& report) {
  for (const std::string& batch : report.recovered_batches)
    invocation.note(fmt::format("recovered interrupted batch {}", batch));
  if (report.experiments_deleted > 0)
    invocation.note(
        fmt::format("{} records were left out, because their experiments were deleted; `eigenlake run "
                    "--force` brings one back",
                    report.experiments_deleted));
  if (!report.outcomes.empty()) return;  // They say the same, and more.
  for (const QuarantinedObject& object : report.quarantined)
    invocation.warn(fmt::format("{} was quarantined: {}", object.uri, object.error));
}

void print_report(const Invocation& invocation, const IngestReport& report) {
  report_troubles(invocation, report);
  if (invocation.json()) {
    invocation.process.out << json_line(to_json(report));
  } else if (!invocation.quiet()) {
    print_text(invocation, report);
  }
}

ExitCode exit_code_of_ingest(const IngestReport& report) {
  return report.quarantined.empty() ? ExitCode::kOk : ExitCode::kQuarantined;
}

}  // namespace eigenlake
