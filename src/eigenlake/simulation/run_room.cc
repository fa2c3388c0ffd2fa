// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/simulation/run_room.h"

#include <algorithm>

#include "eigenlake/base/assert.h"

namespace eigenlake {

bool RunRoom::fits(const RunNeeds& needs) const {
  if (num_runs_ == 0) return true;
  return num_runs_ < limits_.num_jobs && num_threads_ + needs.num_threads <= limits_.num_threads &&
         memory_bytes_ + needs.memory_bytes <= limits_.memory_bytes;
}

void RunRoom::enter(const RunNeeds& needs) {
  EIGENLAKE_ASSERT(needs.num_threads >= 1 && needs.memory_bytes >= 0.0 && fits(needs));
  ++num_runs_;
  num_threads_ += needs.num_threads;
  memory_bytes_ += needs.memory_bytes;
}

void RunRoom::leave(const RunNeeds& needs) {
  EIGENLAKE_ASSERT(num_runs_ > 0 && num_threads_ >= needs.num_threads);
  --num_runs_;
  num_threads_ -= needs.num_threads;
  // Rounding may leave a small rest.
  memory_bytes_ = num_runs_ == 0 ? 0.0 : std::max(0.0, memory_bytes_ - needs.memory_bytes);
  EIGENLAKE_ASSERT(num_runs_ > 0 || num_threads_ == 0);
}

}  // namespace eigenlake
