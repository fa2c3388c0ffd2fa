// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/progress/progress_state.h"

#include <algorithm>

#include <fmt/format.h>

#include "eigenlake/base/counted.h"
#include "eigenlake/session/figures/shown_energies.h"

namespace eigenlake {
namespace {

std::optional<double> number_in(const Json& line, const char* key) {
  const auto found = line.find(key);
  if (found == line.end() || !found->is_number()) return std::nullopt;
  return found->get<double>();
}

uint64_t count_in(const Json& line, const char* key) {
  const auto found = line.find(key);
  return found != line.end() && found->is_number_unsigned() ? found->get<uint64_t>() : 0;
}

std::string string_in(const Json& line, const char* key) {
  const auto found = line.find(key);
  return found != line.end() && found->is_string() ? found->get<std::string>() : "";
}

Json or_null_of(const std::optional<double>& value) {
  return value ? Json(*value) : Json(nullptr);
}

}  // namespace

bool ProgressState::apply(std::string_view text) {
  const auto line = parse_json(text);
  if (!line || !line->is_object()) return false;
  const std::string event = string_in(*line, "event");
  if (event == "planned") *this = ProgressState();
  has_begun_ = has_begun_ || !event.empty();
  if (event == "planned") {
    total_ = count_in(*line, "total");
    if (const auto process = line->find("process"); process != line->end())
      process_ = LeaseHolder::of(*process);
  } else if (event == "failed") {
    ++num_failed_;
    last_failure_ = string_in(*line, "input") + ": " + string_in(*line, "message");
  } else if (event == "ended") {
    end_ = string_in(*line, "state");
  } else if (count_in(*line, "run") > 0) {
    apply_to_run(event, *line);
  } else {
    return false;
  }
  return true;
}

void ProgressState::apply_to_run(const std::string& event, const Json& line) {
  if (event == "found") ++num_found_;
  if (event == "found") return;
  current_ = count_in(line, "run");
  total_ = std::max(total_, count_in(line, "total"));
  Run& run = runs_[current_];
  run.molecule = string_in(line, "molecule");
  if (event == "phase" || event == "evaluation") run.phase = string_in(line, "phase");
  if (event == "evaluation" || event == "finished") {
    run.evaluation = static_cast<int64_t>(count_in(line, "evaluation"));
    run.energy = number_in(line, "energy");
    const auto lowest = event == "finished" ? run.energy : number_in(line, "best_energy");
    if (lowest) run.lowest = lowest;
    run.seconds_left = number_in(line, "seconds_left");
    if (run.energy)
      run.points.push_back({static_cast<double>(run.evaluation), *run.energy, *run.energy, *run.energy});
  }
  if (event != "finished") return;
  ++num_finished_;
  run.phase = "finished";
  run.error = number_in(line, "error_millihartree");
}

std::vector<std::string> ProgressState::lines_of(const Run& run) const {
  std::vector<std::string> lines = {fmt::format("[{}/{}] {}: {}", current_, total_, run.molecule, run.phase)};
  if (run.energy)
    lines.push_back(fmt::format("{}, {:.8f} hartree", counted(run.evaluation, "evaluation"), *run.energy));
  if (run.phase == "finished") {
    if (run.error) lines.push_back(fmt::format("error {:.6f} millihartree", *run.error));
    return lines;
  }
  if (run.lowest) lines.push_back(fmt::format("lowest {:.8f} hartree", *run.lowest));
  if (run.seconds_left && run.phase == "vqe")
    lines.back() += fmt::format(", about {:.0f} s left", *run.seconds_left);
  return lines;
}

std::vector<std::string> ProgressState::lines() const {
  std::vector<std::string> lines;
  if (const auto run = runs_.find(current_); run != runs_.end()) lines = lines_of(run->second);
  std::string counts = fmt::format("{} of {} finished", num_finished_, total_);
  if (num_found_ > 0) counts += fmt::format(", {} found", num_found_);
  if (num_failed_ > 0) counts += fmt::format(", {} failed", num_failed_);
  lines.push_back(std::move(counts));
  if (num_failed_ > 0) lines.push_back("failed: " + last_failure_);
  if (has_ended()) lines.push_back("the job ended: " + end_);
  return lines;
}

Json ProgressState::json() const {
  Json json = {
      {"total", total_}, {"finished", num_finished_}, {"found", num_found_}, {"failed", num_failed_}};
  if (const auto found = runs_.find(current_); found != runs_.end()) {
    const Run& run = found->second;
    json.update({{"run", current_},
                 {"molecule", run.molecule},
                 {"phase", run.phase},
                 {"evaluation", run.evaluation},
                 {"energy", or_null_of(run.energy)},
                 {"best_energy", or_null_of(run.lowest)},
                 {"error_millihartree", or_null_of(run.error)},
                 {"seconds_left", or_null_of(run.seconds_left)}});
  }
  json["state"] = has_ended() ? end_ : "running";
  return json;
}

Figure ProgressState::figure() const {
  Figure figure;
  const auto found = runs_.find(current_);
  if (found == runs_.end() || found->second.points.size() < 2) return figure;
  const Run& run = found->second;
  figure.title = run.molecule;
  PlotPanel panel{.x = {.label = "evaluation of the energy", .is_whole = true},
                  .y = {.label = "total energy in hartree"}};
  panel.y.shown_max = highest_without_jumps(run.points);
  panel.series.push_back({"", PlotStyle::kLine, run.points});
  figure.panels.push_back(std::move(panel));
  return figure;
}

}  // namespace eigenlake
