// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/commands/batch_report.h"

#include <fmt/format.h>

#include "eigenlake/base/counted.h"
#include "eigenlake/cli/output/progress_line.h"
#include "eigenlake/cli/output/row_count_line.h"
#include "eigenlake/cli/settings/maintenance_options.h"
#include "eigenlake/session/run_lake.h"

namespace eigenlake {

std::string text_of(const BatchReport& batch) {
  std::string text;
  for (const auto& [table, rows] : batch.rows) text += row_count_line(table, rows);
  return batch.batch_id.empty() ? text
                                : text + fmt::format("batch {} in {:.2f} s\n", batch.batch_id, batch.seconds);
}

namespace {

Json to_json(const RetryOutcome& outcome) {
  Json json = {{"object_uri", outcome.uri}, {"outcome", name_of(outcome.what)}};
  if (outcome.what == RetryOutcome::What::kGone) return json;
  json["error"] = outcome.error.empty() ? Json() : Json(outcome.error);
  json["records"] = outcome.records;
  json["experiments_new"] = outcome.experiments_new;
  json["experiments_duplicate"] = outcome.experiments_duplicate;
  return json;
}

Json to_json(const IngestReport& report) {
  Json quarantined = Json::array();
  for (const QuarantinedObject& object : report.quarantined)
    quarantined.push_back({{"object_uri", object.uri}, {"error", object.error}});
  Json json = {{"batch_id", report.batch.batch_id},
               {"objects", report.objects_total},
               {"objects_new", report.objects_new},
               {"objects_left_out", report.objects_left_out},
               {"records", report.records},
               {"records_faulty", report.records_faulty},
               {"experiments_new", report.experiments_new},
               {"experiments_duplicate", report.experiments_duplicate},
               {"experiments_deleted", report.experiments_deleted},
               {"experiments_without_features", report.experiments_without_features},
               {"rows", report.batch.rows},
               {"failures", report.failures},
               {"quarantined", quarantined},
               {"recovered_batches", report.recovered_batches},
               {"seconds", report.batch.seconds}};
  for (const RetryOutcome& outcome : report.outcomes) json["outcomes"].push_back(to_json(outcome));
  return json;
}

Json to_json(const FeaturesReport& report) {
  return {{"batch_id", report.batch.batch_id},
          {"experiments_new", report.experiments_new},
          {"experiments_again", report.experiments_again},
          {"rows", report.batch.rows},
          {"recovered_batches", report.recovered_batches},
          {"seconds", report.batch.seconds}};
}

std::string text_of(const FeaturesReport& report) {
  std::string text = fmt::format("{} had no features\n", counted(report.experiments_new, "experiment"));
  if (report.experiments_again > 0)
    text +=
        fmt::format("{} had features by older formulas; they were recomputed\n", report.experiments_again);
  return text + text_of(report.batch);
}

std::string text_of(const IngestReport& report) {
  std::string text =
      fmt::format("raw objects: {} of {} new; experiments: {} new, {} known already\n", report.objects_new,
                  report.objects_total, report.experiments_new, report.experiments_duplicate);
  if (report.objects_left_out > 0)
    text += fmt::format("{} more are left out: by their names they are marks, or unfinished\n",
                        report.objects_left_out);
  return text + text_of(report.batch);
}

}  // namespace

IngestOptions ingest_options(const Invocation& invocation) {
  IngestOptions options;
  options.num_threads = invocation.num_threads();
  options.dry_run = invocation.dry_run();
  ProgressLine line(invocation);
  if (!line.is_enabled()) return options;
  options.on_progress = [line](const BatchProgress& progress) mutable {
    line.show(fmt::format("{} of {} raw objects, {}", progress.objects_done, progress.objects_total,
                          counted(progress.experiments, "experiment")));
    if (progress.objects_done == progress.objects_total) line.clear();
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

void note_recovered(const Invocation& invocation, std::span<const std::string> batches) {
  for (const std::string& batch : batches)
    invocation.note(fmt::format("recovered interrupted batch {}", batch));
}

void report_troubles(const Invocation& invocation, const IngestReport& report) {
  note_recovered(invocation, report.recovered_batches);
  if (report.experiments_deleted > 0)
    invocation.note(counted(report.experiments_deleted, "record was", "records were") +
                    " left out, because of a deleted experiment; `eigenlake run --force` brings one back");
  if (!report.outcomes.empty()) return;  // They say the same, and more.
  for (const QuarantinedObject& object : report.quarantined)
    invocation.warn(fmt::format("{} was quarantined: {}", object.uri, object.error));
}

void print_report(const Invocation& invocation, const IngestReport& report) {
  report_troubles(invocation, report);
  invocation.report(to_json(report), text_of(report));
}

void print_report(const Invocation& invocation, const FeaturesReport& report) {
  note_recovered(invocation, report.recovered_batches);
  invocation.report(to_json(report), text_of(report));
}

void print_report(const Invocation& invocation, const IngestAndFeaturesReport& report) {
  report_troubles(invocation, report.ingest);
  Json json = to_json(report.ingest);
  json["features"] = to_json(report.features);
  invocation.report(json, text_of(report.ingest) + text_of(report.features));
}

ExitCode exit_code_of_ingest(const IngestReport& report) {
  return report.quarantined.empty() ? ExitCode::kOk : ExitCode::kQuarantined;
}

}  // namespace eigenlake
