// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/simulation/follow_order.h"

#include <algorithm>
#include <chrono>

namespace eigenlake {
namespace {

constexpr std::chrono::milliseconds kBetweenStopLooks(20);

}  // namespace

FollowOrder::FollowOrder(std::span<const PlannedRun> plans, std::span<const size_t> pending)
    : plans_(plans), waiting_(pending.begin(), pending.end()) {
  for (const size_t plan : pending) unsettled_.insert(plans[plan].experiment_id);
}

bool FollowOrder::is_ready(size_t plan) const {
  const std::lock_guard lock(mutex_);
  return is_ready_locked(plan);
}

bool FollowOrder::is_ready_locked(size_t plan) const {
  return !unsettled_.contains(plans_[plan].spec().follow);
}

std::optional<size_t> FollowOrder::next(const std::function<bool()>& stop_requested) {
  std::unique_lock lock(mutex_);
  while (!waiting_.empty() && !(stop_requested && stop_requested())) {
    const auto ready = std::ranges::find_if(waiting_, [&](size_t plan) { return is_ready_locked(plan); });
    if (ready != waiting_.end()) {
      const size_t plan = *ready;
      waiting_.erase(ready);
      return plan;
    }
    settled_.wait_for(lock, kBetweenStopLooks);
  }
  return std::nullopt;
}

void FollowOrder::settle(size_t plan, std::optional<std::vector<double>> optimum) {
  const std::lock_guard lock(mutex_);
  const std::string& id = plans_[plan].experiment_id;
  unsettled_.erase(id);
  if (optimum) optima_[id] = *std::move(optimum);
  settled_.notify_all();
}

void FollowOrder::add_optimum(const std::string& experiment_id, std::vector<double> optimum) {
  const std::lock_guard lock(mutex_);
  optima_[experiment_id] = std::move(optimum);
}

Result<std::vector<double>> FollowOrder::start_of(const PlannedRun& plan) const {
  const std::lock_guard lock(mutex_);
  const auto found = optima_.find(plan.spec().follow);
  if (found != optima_.end() && found->second.size() == static_cast<size_t>(plan.plan.num_parameters))
    return found->second;
  return fail(ErrorKind::kInvalidInput,
              "no optimum of the point before ({}…): that point failed, was deleted or is not computed yet",
              plan.spec().follow.substr(0, 12));
}

}  // namespace eigenlake
