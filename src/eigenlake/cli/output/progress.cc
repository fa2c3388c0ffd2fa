// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/output/progress.h"

#include <fmt/format.h>

#include "eigenlake/base/counted.h"
#include "eigenlake/base/text_table.h"

namespace eigenlake {
namespace {

/// At most `count` characters, each whole.
std::string_view first_characters(std::string_view text, size_t count) {
  while (display_width(text) > count) text.remove_suffix(1);
  return text;
}

double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace

std::string reference_text(const FciProgress& progress, double phase_seconds, double molecule_seconds) {
  std::string text = fmt::format("{}: ", kReferencePhase);
  text += progress.round == 0 ? "first guesses"
                              : fmt::format("round {}, residual {:.0e}", progress.round, progress.residual);
  return text + fmt::format(", {:.0f} of {:.0f} s; Ctrl-C leaves it out", phase_seconds, molecule_seconds);
}

SimulationProgressLine::SimulationProgressLine(const Invocation& invocation,
                                               const std::vector<PlannedRun>& plans)
    : ProgressLine(invocation),
      width_(invocation.process.terminal_width > 0 ? invocation.process.terminal_width : 80),
      plans_(plans) {
  for (const PlannedRun& plan : plans)
    molecules_.push_back({ConvergenceEstimate(plan.spec().vqe.optimizer_options.threshold), {}, {}, {}});
}

std::string SimulationProgressLine::text_of(const SimulationProgress& progress,
                                            const Molecule& molecule) const {
  std::string text =
      fmt::format("[{}/{}] {}: ", progress.run + 1, plans_.size(), plans_[progress.run].full_name());
  if (progress.phase == std::string_view(kReferencePhase))
    return text + reference_text(progress.reference, seconds_since(molecule.phase_begin),
                                 seconds_since(molecule.begin));
  if (progress.num_evaluations == 0) return text + progress.phase + " …";
  if (progress.restart > 0) text += fmt::format("start {}, ", progress.restart + 1);
  text += fmt::format("{}, {:.6f} hartree", counted(progress.num_evaluations, "evaluation"),
                      progress.total_energy);
  if (const auto left = molecule.estimate.evaluations_left())
    text += fmt::format(", about {:.0f} s left",
                        *left * seconds_since(molecule.begin) / progress.num_evaluations);
  return text;
}

void SimulationProgressLine::show(const SimulationProgress& progress) {
  if (!is_enabled()) return;
  Molecule& molecule = molecules_[progress.run];
  const auto now = std::chrono::steady_clock::now();
  if (molecule.phase.empty()) molecule.begin = now;
  const bool new_phase = molecule.phase != progress.phase;
  if (new_phase) molecule.phase_begin = now;
  molecule.phase = progress.phase;
  if (progress.num_evaluations > 0 && progress.restart == 0) molecule.estimate.add(progress.total_energy);
  if (new_phase || is_due())
    ProgressLine::show(first_characters(text_of(progress, molecule), static_cast<size_t>(width_)));
}

void SimulationProgressLine::finish(size_t run, const std::string& text) {
  ProgressLine::show(fmt::format("[{}/{}] {}: {}\n", run + 1, plans_.size(), plans_[run].full_name(), text));
}

void SimulationProgressLine::wait(size_t num_experiments) {
  ProgressLine::show(fmt::format("waiting for {} of other calls …", counted(num_experiments, "experiment")));
}

}  // namespace eigenlake
