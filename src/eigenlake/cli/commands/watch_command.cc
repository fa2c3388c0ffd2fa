// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>
#include <thread>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "eigenlake/cli/commands/commands.h"
#include "eigenlake/cli/invocation/interrupt.h"
#include "eigenlake/cli/settings/plot_options.h"
#include "eigenlake/plot/draw.h"
#include "eigenlake/plot/plot_text.h"
#include "eigenlake/session/progress/line_tail.h"
#include "eigenlake/session/progress/progress_state.h"

namespace eigenlake {
namespace {

constexpr std::chrono::milliseconds kBetweenLooks{500};
constexpr std::chrono::milliseconds kBetweenSignals{50};
constexpr int kCurveLines = 16;

/// Shows the states of a job: in place on a terminal, else a line for each one.
class Watch {
 public:
  explicit Watch(const Invocation& invocation)
      : invocation_(invocation), in_place_(invocation.process.out_is_terminal && !invocation.json()) {}

  void show(const ProgressState& state) {
    if (invocation_.json()) return invocation_.print(state.json());
    if (!in_place_) {
      invocation_.process.out << without_controls(fmt::format("{}", fmt::join(state.lines(), "; ")))
                              << std::endl;
      return;
    }
    const std::string drawn = drawn_text(state) + fitted(state);
    if (num_lines_ > 0) invocation_.process.out << fmt::format("\x1b[{}F\x1b[J", num_lines_);
    invocation_.process.out << drawn << std::flush;
    num_lines_ = std::ranges::count(drawn, '\n');
  }

  /// The whole picture once, also in a pipe.
  void show_once(const ProgressState& state) {
    if (invocation_.json()) return invocation_.print(state.json());
    invocation_.process.out << drawn_text(state) << fitted(state) << std::flush;
  }

 private:
  int width() const {
    return invocation_.process.terminal_width > 0 ? invocation_.process.terminal_width : 80;
  }

  /// Names come from a file: control characters could steer the terminal.
  static std::string without_controls(std::string text) {
    for (char& c : text)
      if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
    return text;
  }
  /// Each line at most as wide as the terminal, so that lines can be counted.
  std::string fitted(const ProgressState& state) const {
    std::string result;
    for (const std::string& line : state.lines())
      result += shortened(without_controls(line), static_cast<size_t>(width())) + "\n";
    return invocation_.process.is_utf8 ? result : ascii_of(result);
  }

  std::string drawn_text(const ProgressState& state) {
    const Figure figure = state.figure();
    if (figure.panels.empty() || cannot_draw_) return "";
    const auto drawn = draw(figure, {.medium = PlotMedium::kText,
                                     .width = width(),
                                     .height = kCurveLines,
                                     .is_ascii = !invocation_.process.is_utf8});
    if (drawn) return *drawn + "\n";
    cannot_draw_ = drawn.error().kind != ErrorKind::kInterrupted;
    if (cannot_draw_) invocation_.note("no curve: " + drawn.error().to_string());
    return "";
  }

  const Invocation& invocation_;
  const bool in_place_;
  bool cannot_draw_ = false;
  int64_t num_lines_ = 0;  ///< Of the state on the terminal.
};

void wait_for_next_look() {
  const auto end = std::chrono::steady_clock::now() + kBetweenLooks;
  while (!InterruptScope::requested() && std::chrono::steady_clock::now() < end)
    std::this_thread::sleep_for(kBetweenSignals);
}

/// Passes the new lines of the file to `state`. False if there is no such file.
Result<bool> read_lines(const std::string& file, LineTail& tail, ProgressState& state, bool& changed) {
  bool is_empty = true;
  const auto apply = [&](std::string_view line) {
    changed |= state.apply(line);
    is_empty = false;
  };
  EIGENLAKE_ASSIGN_OR_RETURN(const bool exists, tail.read(apply));
  if (!is_empty && !state.has_begun())
    return fail(ErrorKind::kInvalidInput,
                "{} is not a progress file; run, scan and simulate write one with --progress-file", file);
  if (!state.is_gone()) return exists;
  EIGENLAKE_RETURN_IF_ERROR(tail.read(apply));  // What it wrote before it ended.
  changed |= state.is_gone();
  if (state.is_gone()) state.end_as_killed();
  return exists;
}

Result<ExitCode> follow(Invocation& invocation, const std::string& file) {
  LineTail tail(file);
  ProgressState state;
  Watch watch(invocation);
  const InterruptScope scope;
  bool is_told = false;
  while (!InterruptScope::requested()) {
    bool changed = false;
    EIGENLAKE_ASSIGN_OR_RETURN(const bool exists, read_lines(file, tail, state, changed));
    if (!exists && !is_told) invocation.note(fmt::format("waiting for {}; Ctrl-C ends", file));
    is_told = is_told || !exists;
    if (changed) watch.show(state);
    if (state.has_ended()) return ExitCode::kOk;
    wait_for_next_look();
  }
  return ExitCode::kInterrupted;
}

Result<ExitCode> run_watch(Invocation& invocation) {
  const std::string file = invocation.operands[0];
  if (!invocation[option::kOnce]) return follow(invocation, file);
  LineTail tail(file);
  ProgressState state;
  bool changed = false;
  EIGENLAKE_ASSIGN_OR_RETURN(const bool exists, read_lines(file, tail, state, changed));
  if (!exists) return fail(ErrorKind::kNotFound, "no such file: {}", file);
  Watch(invocation).show_once(state);
  return ExitCode::kOk;
}

}  // namespace

Command watch_command() {
  return {.name = "watch",
          .purpose = Purpose::kLook,
          .summary = "Watch a running job by its progress file",
          .description =
              "Reads the file that run, scan or simulate write with --progress-file, and draws the energies "
              "of the "
              "current simulation on the terminal until the job ends or Ctrl-C. A missing file is waited "
              "for. In a "
              "pipe each new state is one line, with --json one object. The program gnuplot draws.",
          .example = "eigenlake watch progress.jsonl",
          .operands = {"FILE", 1, 1},
          .options = {&option::kOnce},
          .only_reads = true,
          .opens_lake = false,
          .run = run_watch};
}

}  // namespace eigenlake
