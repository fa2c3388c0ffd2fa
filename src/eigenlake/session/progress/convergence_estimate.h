// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

namespace eigenlake {

/// Estimates the remaining evaluations: the relative change of the energy falls about geometrically to the
/// threshold.
class ConvergenceEstimate {
 public:
  explicit ConvergenceEstimate(double threshold) : threshold_(threshold) {}
  void add(double energy);
  /// None without a trend.
  std::optional<double> evaluations_left() const;

 private:
  double threshold_;
  int num_changes_ = 0;
  double last_energy_ = 0.0;
  double first_log_change_ = 0.0;
  double log_change_ = 0.0;  ///< Smoothed.
};

}  // namespace eigenlake
