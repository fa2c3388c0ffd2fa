// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/json/json.h"
#include "eigenlake/lake/lease_holder.h"
#include "eigenlake/plot/figure.h"

namespace eigenlake {

/// What the lines of a progress file say so far.
class ProgressState {
 public:
  /// A line; one that is no JSON or says nothing known changes nothing. Returns whether something changed.
  bool apply(std::string_view line);

  /// Whether any line was one of a progress file, also of a later version.
  bool has_begun() const { return has_begun_; }
  bool has_ended() const { return !end_.empty(); }
  /// The process that writes the file was killed: it is gone, though no line says that the job ended. Lines
  /// that it wrote before may still be unread.
  bool is_gone() const { return !has_ended() && process_.is_gone(); }
  void end_as_killed() { end_ = "killed"; }
  /// For people: the run that wrote last, its energies and time left, and the numbers of runs.
  std::vector<std::string> lines() const;
  Json json() const;
  /// The energies of the run that wrote last; no panel before the first evaluation.
  Figure figure() const;

 private:
  struct Run {
    std::string molecule = {};
    std::string phase = {};
    int64_t evaluation = 0;
    std::optional<double> energy = {};
    std::optional<double> lowest = {};
    std::optional<double> seconds_left = {};
    std::optional<double> error = {};  ///< Millihartree, once it is finished.
    std::vector<PlotPoint> points = {};
  };

  void apply_to_run(const std::string& event, const Json& line);
  std::vector<std::string> lines_of(const Run& run) const;

  bool has_begun_ = false;
  uint64_t total_ = 0;
  uint64_t num_finished_ = 0;
  uint64_t num_found_ = 0;
  uint64_t num_failed_ = 0;
  std::string last_failure_;
  uint64_t current_ = 0;  ///< The run that wrote last, from 1.
  std::map<uint64_t, Run> runs_;
  std::string end_;  ///< "ok", "failed", "interrupted" or "killed" at the end.
  LeaseHolder process_;
};

}  // namespace eigenlake
