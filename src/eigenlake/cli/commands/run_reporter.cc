// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/commands/run_reporter.h"

#include <fmt/format.h>

#include "eigenlake/base/counted.h"
#include "eigenlake/cli/commands/asked_work.h"
#include "eigenlake/cli/commands/batch_report.h"

namespace eigenlake {
namespace {

/// More experiments are only counted.
constexpr size_t kNamedMax = 10;
constexpr size_t kIdShown = 12;

/// The calls that compute awaited experiments, with their numbers.
std::string waiting_text(const std::map<std::string, std::string>& owners) {
  std::map<std::string, size_t> counts;
  for (const auto& [id, owner] : owners) ++counts[owner];
  std::string text;
  for (const auto& [owner, count] : counts)
    text += fmt::format("{}{} ({})", text.empty() ? "" : ", ", owner, count);
  return fmt::format("waiting for {} of other calls: {}", counted(owners.size(), "experiment"), text);
}

std::string summary_of(const SimulationRow& row) {
  return fmt::format("{:.8f} hartree after {}, {:.2f} s", row.total_energy(),
                     counted(row.evaluations, "evaluation"), row.seconds);
}

}  // namespace

void RunReporter::on_planned(const SimulationWork& work) {
  work_ = &work;
  progress_.emplace(invocation_, work.plans);
  if (file_ != nullptr) file_->planned(work, invocation_.command.name);
  for (const MoleculeFailure& failure : work.failures) report_failure(invocation_, failure);
  if (work.num_repeated > 0)
    invocation_.note(
        counted(work.num_repeated, "combination of settings gives", "combinations of settings give") +
        " the same experiment as another one of the same molecule; each is planned once");
}

void RunReporter::begins(RunPhase) {
  scope_.emplace();
}

void RunReporter::ends(RunPhase phase) {
  if (phase == RunPhase::kSimulation) progress_->clear();
  if (phase == RunPhase::kDelivery) delivery_.clear();
  scope_.reset();
}

void RunReporter::on_ingested(const IngestAndFeaturesReport& report) {
  report_troubles(invocation_, report.ingest);
  if (!invocation_.verbose()) return;
  if (report.ingest.batch.batch_id.empty()) return invocation_.note("nothing new for the tables");
  invocation_.note(fmt::format(
      "{} in batch {}, features of {} in batch {}", counted(report.ingest.experiments_new, "new experiment"),
      report.ingest.batch.batch_id, report.features.experiments_new, report.features.batch.batch_id));
}

void RunReporter::on_known(const KnownRuns& known, const Deletions& deleted) {
  note_deleted(deleted);
  note_known(known, deleted);
  if (file_ == nullptr) return;
  for (size_t plan = 0; plan < work_->plans.size(); ++plan)
    if (known.contains(work_->plans[plan].experiment_id)) file_->found(plan);
}

/// Notes which plans are not computed because they were deleted.
void RunReporter::note_deleted(const Deletions& deleted) const {
  std::vector<const PlannedRun*> gone;
  for (const PlannedRun& plan : work_->plans)
    if (deleted.contains(plan.experiment_id)) gone.push_back(&plan);
  if (gone.size() > kNamedMax)
    return invocation_.note(
        fmt::format("{} of {} experiments were deleted; --force computes and restores them", gone.size(),
                    work_->plans.size()));
  for (const PlannedRun* plan : gone)
    invocation_.note(fmt::format(
        "{}: this experiment was deleted ({}…, {}); --force computes and restores it", plan->full_name(),
        plan->experiment_id.substr(0, kIdShown), deleted.at(plan->experiment_id).to_string()));
}

/// Notes which plans are known and not recomputed.
void RunReporter::note_known(const KnownRuns& known, const Deletions& deleted) const {
  std::vector<const PlannedRun*> there;
  for (const PlannedRun& plan : work_->plans)
    if (known.contains(plan.experiment_id) && !deleted.contains(plan.experiment_id)) there.push_back(&plan);
  if (there.size() > kNamedMax)
    return invocation_.note(fmt::format("{} of {} experiments exist already; --force recomputes them",
                                        there.size(), work_->plans.size()));
  for (const PlannedRun* plan : there) {
    const auto& row = known.at(plan->experiment_id);
    const bool is_spooled = row && row->origin == kInSpool;
    invocation_.note(fmt::format("{}: the {} has this experiment already ({}…); --force recomputes it",
                                 plan->full_name(), is_spooled ? "spool" : "lake",
                                 plan->experiment_id.substr(0, kIdShown)));
  }
}

void RunReporter::on_wanted_again(size_t count) {
  invocation_.note(counted(count, "deleted experiment is", "deleted experiments are") + " restored");
}

void RunReporter::on_other_features(const Error& difference) {
  invocation_.note(difference.to_string() + "; there is nothing to compute");
}

void RunReporter::on_repeated(size_t count) {
  invocation_.note(fmt::format("{} of {} repeat an experiment, which is computed once", count,
                               counted(work_->plans.size(), "run")));
}

void RunReporter::on_waiting(const std::map<std::string, std::string>& owners) {
  if (!is_wait_told_) {
    progress_->clear();
    invocation_.note(waiting_text(owners));
  }
  is_wait_told_ = true;
  progress_->wait(owners.size());
}

void RunReporter::on_progress(const SimulationProgress& progress) {
  progress_->show(progress);
  if (file_ != nullptr) file_->show(progress);
}

void RunReporter::on_found(size_t plan) {
  progress_->clear();
  if (file_ != nullptr) file_->found(plan);
}

void RunReporter::on_finished(size_t plan, const SimulationRow& row, const SimulatedRun& run) {
  if (file_ != nullptr) file_->finished(plan, row);
  progress_->finish(plan, summary_of(row));
  for (const std::string& warning : warnings_about(row, run))
    invocation_.warn(work_->plans[plan].full_name() + ": " + warning);
}

void RunReporter::on_failed(const MoleculeFailure& failure) {
  progress_->clear();
  if (file_ != nullptr) file_->failed(failure);
  report_failure(invocation_, failure);
}

void RunReporter::on_tables_complete(const Lake& lake) {
  if (work_->plans.empty() || invocation_.quiet() || invocation_.json()) return;
  const std::string option =
      invocation_.configuration.has(option::kLake) ? " --lake " + invocation_[option::kLake] : "";
  invocation_.process.out << fmt::format(
      "\nThe lake is in {}. Ask it:\n"
      "  eigenlake sql{} \"select name, basis_set, total_energy, evaluations from runs\"\n",
      lake.name(), option);
}

}  // namespace eigenlake
