// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/shared_work.h"

#include <algorithm>
#include <set>
#include <thread>

#include "eigenlake/ingest/waiting_records.h"

namespace eigenlake {
namespace {

using Clock = std::chrono::steady_clock;

constexpr size_t kAheadMax = 64;
/// The plans of one claim should take about this long.
constexpr std::chrono::milliseconds kClaimedTime(500);
constexpr std::chrono::milliseconds kBetweenLooks(300);
constexpr std::chrono::milliseconds kBetweenStopLooks(20);
/// The largest difference between clocks of machines that share a lake.
constexpr int64_t kClockMarginNanos = 600'000'000'000;

}  // namespace

SharedWork::SharedWork(const Lake& lake, const std::vector<PlannedRun>& plans,
                       const std::vector<size_t>& pending, int64_t looked_at, SharedWorkHooks hooks)
    : lake_(lake),
      plans_(plans),
      looked_at_(looked_at),
      hooks_(std::move(hooks)),
      claims_(lake.state_store()),
      untried_(pending.begin(), pending.end()) {}

std::optional<size_t> SharedWork::next() {
  const std::lock_guard lock(mutex_);
  while (!hooks_.stop_requested()) {
    if (!ready_.empty()) {
      const size_t plan = ready_.front();
      ready_.pop_front();
      return plan;
    }
    if (std::ranges::any_of(untried_, hooks_.is_ready))
      claim_some();
    else if (!theirs_.empty())
      claim_what_ended();
    else if (!untried_.empty())
      std::this_thread::sleep_for(kBetweenStopLooks);  // They follow plans of other threads.
    else
      return std::nullopt;
  }
  return std::nullopt;
}

void SharedWork::finished(size_t plan) {
  claims_.give_back(plans_[plan].experiment_id);
}

size_t SharedWork::number_to_claim() {
  const auto now = Clock::now();
  if (last_claimed_) {
    const bool was_quick = now - *last_claimed_ < kClaimedTime;
    num_ahead_ = was_quick ? std::min(2 * num_ahead_, kAheadMax) : std::max<size_t>(num_ahead_ / 2, 1);
  }
  last_claimed_ = now;
  return num_ahead_;
}

void SharedWork::claim_some() {
  std::vector<size_t> claimed;
  const size_t wanted = number_to_claim();
  while (claimed.size() < wanted && !hooks_.stop_requested()) {
    const auto ready = std::ranges::find_if(untried_, hooks_.is_ready);
    if (ready == untried_.end()) break;
    const size_t plan = *ready;
    untried_.erase(ready);
    const bool is_theirs = claims_.take(plans_[plan].experiment_id) == Claims::Outcome::kTheirs;
    (is_theirs ? theirs_ : claimed).push_back(plan);
  }
  hand_out(std::move(claimed));
}

std::map<std::string, std::string> SharedWork::owners_of_theirs() {
  std::set<std::string> ids;
  for (const size_t plan : theirs_) ids.insert(plans_[plan].experiment_id);
  return claims_.owners_of(ids);
}

void SharedWork::claim_what_ended() {
  const auto owners = owners_of_theirs();
  std::vector<size_t> claimed;
  std::erase_if(theirs_, [&](size_t plan) {
    const std::string& id = plans_[plan].experiment_id;
    if (owners.contains(id) || claims_.take(id) == Claims::Outcome::kTheirs) return false;
    claimed.push_back(plan);
    return true;
  });
  if (!claimed.empty()) return hand_out(std::move(claimed));
  hooks_.on_waiting(owners);
  wait_a_little();
}

void SharedWork::wait_a_little() {
  const auto end = Clock::now() + kBetweenLooks;
  while (Clock::now() < end && !hooks_.stop_requested()) std::this_thread::sleep_for(kBetweenStopLooks);
}

void SharedWork::hand_out(std::vector<size_t> claimed) {
  auto rows = stored_meanwhile(claimed);
  for (const size_t plan : claimed) {
    const auto row = rows.find(plans_[plan].experiment_id);
    if (row == rows.end()) {
      ready_.push_back(plan);
    } else {
      finished(plan);
      hooks_.on_found(plan, std::move(row->second));
    }
  }
}

std::map<std::string, SimulationRow> SharedWork::stored_meanwhile(const std::vector<size_t>& claimed) const {
  std::map<std::string, SimulationRow> rows;
  std::map<std::string, size_t> wanted;
  std::set<std::string> ids;
  for (const size_t plan : claimed) {
    wanted.emplace(plans_[plan].experiment_id, plan);
    ids.insert(plans_[plan].experiment_id);
  }
  const auto objects = raw_records_since(lake_, looked_at_ - kClockMarginNanos);
  // A failing store is reported when a record is stored.
  if (!objects) return rows;
  std::ignore =
      read_waiting_records(lake_, *objects, ids, [&](const std::string& id, const RunRecord& record) {
        SimulationRow row = row_of(plans_[wanted.at(id)], record);
        row.skipped = true;
        row.origin = kByAnotherCall;
        rows.emplace(id, std::move(row));
      });
  return rows;
}

}  // namespace eigenlake
