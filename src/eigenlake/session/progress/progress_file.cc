// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/progress/progress_file.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>

#include "eigenlake/base/clock.h"
#include "eigenlake/lake/lease_holder.h"

namespace eigenlake {
namespace {

constexpr int kFormatVersion = 1;
constexpr std::chrono::milliseconds kBetweenEvaluations{100};

/// "2026-01-31T12:00:00.123Z"
std::string utc_text(int64_t ms) {
  constexpr int64_t kMillisecondsPerSecond = 1000;
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z",
                     fmt::gmtime(static_cast<std::time_t>(ms / kMillisecondsPerSecond)),
                     ms % kMillisecondsPerSecond);
}

template <typename T>
Json or_nothing(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

double seconds_from(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace

Result<ProgressFile> ProgressFile::create(const std::string& name, Warn warn) {
  constexpr mode_t kReadableByAll = 0666;  // Less the umask.
  const int descriptor =
      ::open(name.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, kReadableByAll);
  if (descriptor < 0) return fail(ErrorKind::kStore, "cannot write {}: {}", name, std::strerror(errno));
  return ProgressFile(name, descriptor, std::move(warn));
}

ProgressFile::~ProgressFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

ProgressFile::ProgressFile(ProgressFile&& other) noexcept
    : name_(std::move(other.name_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      warn_(std::move(other.warn_)),
      work_(other.work_),
      runs_(std::move(other.runs_)),
      begin_(other.begin_),
      num_finished_(other.num_finished_),
      num_found_(other.num_found_),
      num_failed_(other.num_failed_) {}

void ProgressFile::write(const Json& line) {
  if (descriptor_ < 0) return;
  // Names may have bytes that are no UTF-8.
  const std::string text = line.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
  const ssize_t written = ::write(descriptor_, text.data(), text.size());
  if (written == static_cast<ssize_t>(text.size())) return;
  const int error = written < 0 ? errno : ENOSPC;
  ::close(std::exchange(descriptor_, -1));
  warn_(fmt::format("cannot write {}: {}; the run goes on without it", name_, std::strerror(error)));
}

Json ProgressFile::line_of(const char* event) const {
  return {{"time", utc_text(now_ms())}, {"event", event}};
}

Json ProgressFile::line_of(const char* event, size_t plan) const {
  Json line = line_of(event);
  line["run"] = plan + 1;
  line["total"] = work_->plans.size();
  line["molecule"] = work_->plans[plan].full_name();
  line["experiment_id"] = work_->plans[plan].experiment_id;
  return line;
}

void ProgressFile::planned(const SimulationWork& work, const std::string& command) {
  work_ = &work;
  for (const PlannedRun& plan : work.plans)
    runs_.push_back({ConvergenceEstimate(plan.spec().vqe.optimizer_options.threshold)});
  Json line = line_of("planned");
  line["version"] = kFormatVersion;
  line["command"] = command;
  line["total"] = work.plans.size();
  line["process"] = LeaseHolder::ours().to_json();
  write(line);
  for (const MoleculeFailure& failure : work.failures) failed(failure);
}

void ProgressFile::found(size_t plan) {
  ++num_found_;
  write(line_of("found", plan));
}

void ProgressFile::show(const SimulationProgress& progress) {
  if (descriptor_ < 0 || work_ == nullptr) return;
  Run& run = runs_[progress.run];
  const auto now = Clock::now();
  const bool is_new_phase = run.phase != progress.phase;
  if (run.phase.empty()) run.begin = now;
  run.phase = progress.phase;
  if (is_new_phase) {
    Json line = line_of("phase", progress.run);
    line["phase"] = progress.phase;
    write(line);
  }
  if (progress.num_evaluations == 0 || progress.phase == std::string_view(kReferencePhase)) return;
  if (progress.restart != run.restart) run.before_restart = run.evaluations;
  run.restart = progress.restart;
  if (progress.restart == 0) run.estimate.add(progress.total_energy);
  run.lowest = run.evaluations == 0 ? progress.total_energy : std::min(run.lowest, progress.total_energy);
  run.evaluations = run.before_restart + progress.num_evaluations;
  if (now - run.last_written < kBetweenEvaluations) return;
  run.last_written = now;
  write_evaluation(run, progress);
}

void ProgressFile::write_evaluation(const Run& run, const SimulationProgress& progress) {
  Json line = line_of("evaluation", progress.run);
  line["phase"] = progress.phase;
  line["restart"] = progress.restart;
  line["evaluation"] = run.evaluations;
  line["energy"] = progress.total_energy;
  line["best_energy"] = run.lowest;
  const double seconds = seconds_from(run.begin);
  std::optional<double> left;
  if (const auto evaluations = run.estimate.evaluations_left())
    left = *evaluations * seconds / static_cast<double>(run.evaluations);
  line["seconds"] = seconds;
  line["seconds_left"] = or_nothing(left);
  write(line);
}

void ProgressFile::finished(size_t plan, const SimulationRow& row) {
  ++num_finished_;
  Json line = line_of("finished", plan);
  line["evaluation"] = row.evaluations;
  line["energy"] = row.total_energy();
  line["fci_energy"] = or_nothing(row.fci_total_energy);
  line["error_millihartree"] = or_nothing(row.error_millihartree());
  line["converged"] = row.success;
  line["seconds"] = row.seconds;
  write(line);
}

void ProgressFile::failed(const MoleculeFailure& failure) {
  ++num_failed_;
  Json line = line_of("failed");
  line["molecule"] = failure.molecule;
  line["input"] = failure.input;
  line["kind"] = name_of(failure.error.kind);
  line["message"] = failure.error.to_string();
  write(line);
}

void ProgressFile::ended(ExitCode code) {
  Json line = line_of("ended");
  line["state"] = code == ExitCode::kOk ? "ok" : code == ExitCode::kInterrupted ? "interrupted" : "failed";
  line["exit_code"] = static_cast<int>(code);
  line["finished"] = num_finished_;
  line["found"] = num_found_;
  line["failed"] = num_failed_;
  line["seconds"] = seconds_from(begin_);
  write(line);
}

}  // namespace eigenlake
