// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/progress/convergence_estimate.h"

#include <algorithm>
#include <cmath>

namespace eigenlake {
namespace {

constexpr double kSmoothing = 0.3;
constexpr int kChangesForATrend = 4;

}  // namespace

void ConvergenceEstimate::add(double energy) {
  const double change = std::abs(energy - last_energy_) / std::max(std::abs(energy), 1e-300);
  const bool first = num_changes_ == 0 && last_energy_ == 0.0;
  last_energy_ = energy;
  if (first || change == 0.0) return;
  const double log_change = std::log10(change);
  log_change_ = num_changes_ == 0 ? log_change : log_change_ + kSmoothing * (log_change - log_change_);
  if (num_changes_ == 0) first_log_change_ = log_change;
  ++num_changes_;
}

std::optional<double> ConvergenceEstimate::evaluations_left() const {
  if (num_changes_ < kChangesForATrend || threshold_ <= 0.0) return std::nullopt;
  const double fall_each = (first_log_change_ - log_change_) / (num_changes_ - 1);
  if (fall_each <= 0.0) return std::nullopt;
  return std::max(0.0, (log_change_ - std::log10(threshold_)) / fall_each);
}

}  // namespace eigenlake
