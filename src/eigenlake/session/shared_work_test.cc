// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/shared_work.h"

#include <set>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/base/clock.h"
#include "eigenlake/ingest/raw_record.h"
#include "eigenlake/lake/testing/test_lake.h"
#include "eigenlake/record/experiment_id.h"

namespace eigenlake {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr int kNumPlans = 40;

/// Plans of small_record(0), small_record(1), …
std::vector<PlannedRun> plans_of_small_records() {
  std::vector<PlannedRun> plans(kNumPlans);
  for (int i = 0; i < kNumPlans; ++i)
    plans[static_cast<size_t>(i)].experiment_id = experiment_id(small_record(i)).value();
  return plans;
}

/// One of several calls on a lake.
class SharedWorkTest : public testing::Test {
 protected:
  SharedWorkHooks hooks() {
    return {.stop_requested = [this] { return stopped_; },
            .is_ready = [](size_t) { return true; },
            .on_found =
                [this](size_t plan, const SimulationRow& row) {
                  EXPECT_TRUE(row.skipped);
                  found_.insert(plan);
                },
            .on_waiting =
                [this](const auto& owners) {
                  owners_ = owners;
                  if (when_waiting_) when_waiting_();
                }};
  }
  std::unique_ptr<SharedWork> share(const std::vector<size_t>& pending) {
    return std::make_unique<SharedWork>(lake_, plans_, pending, looked_at_, hooks());
  }
  void store(size_t plan) {
    ASSERT_TRUE(store_raw_record(lake_, small_record(static_cast<int>(plan)), plans_[plan].experiment_id));
  }
  size_t num_claims() { return lake_.state_store().list("claims/")->size(); }

  const std::vector<PlannedRun> plans_ = plans_of_small_records();
  TestLake test_;
  const Lake lake_ = test_.open();
  const int64_t looked_at_ = time_since_epoch<std::chrono::nanoseconds>();
  bool stopped_ = false;
  std::set<size_t> found_;
  std::map<std::string, std::string> owners_;
  std::function<void()> when_waiting_;
};

TEST_F(SharedWorkTest, LoneCallGetsAllPlansInOrder) {
  const auto work = share({3, 5, 8});
  std::vector<size_t> order;
  while (const auto plan = work->next()) {
    order.push_back(*plan);
    work->finished(*plan);
  }
  EXPECT_THAT(order, ElementsAre(3, 5, 8));
  EXPECT_EQ(num_claims(), 0U);
}

TEST_F(SharedWorkTest, NewlyStoredRecordsAreFound) {
  store(5);
  const auto work = share({3, 5});
  EXPECT_EQ(work->next(), 3U);
  work->finished(3);
  EXPECT_EQ(work->next(), std::nullopt);
  EXPECT_THAT(found_, ElementsAre(5));
}

TEST_F(SharedWorkTest, PlansOfOthersComeLast) {
  const auto other = share({0});
  ASSERT_EQ(other->next(), 0U);
  const auto work = share({0, 1});
  EXPECT_EQ(work->next(), 1U);
  work->finished(1);
  when_waiting_ = [&] {
    store(0);
    other->finished(0);
  };
  EXPECT_EQ(work->next(), std::nullopt);
  EXPECT_THAT(owners_, SizeIs(1));
  EXPECT_TRUE(owners_.begin()->second.starts_with("process ")) << owners_.begin()->second;
  EXPECT_THAT(found_, ElementsAre(0));
}

TEST_F(SharedWorkTest, ReleasedClaimIsTakenOver) {
  auto other = share({0});
  ASSERT_EQ(other->next(), 0U);
  const auto work = share({0});
  when_waiting_ = [&] { other.reset(); };
  EXPECT_EQ(work->next(), 0U);
  EXPECT_THAT(found_, IsEmpty());
}

TEST_F(SharedWorkTest, StopEndsTheWaiting) {
  const auto other = share({0});
  ASSERT_EQ(other->next(), 0U);
  const auto work = share({0});
  when_waiting_ = [&] { stopped_ = true; };
  EXPECT_EQ(work->next(), std::nullopt);
}

TEST_F(SharedWorkTest, EachPlanIsHandedOutOnceToManyThreadsAndCalls) {
  std::vector<size_t> all(kNumPlans);
  for (size_t i = 0; i < all.size(); ++i) all[i] = i;
  std::mutex mutex;
  std::multiset<size_t> computed;
  const auto compute = [&](SharedWork& work) {
    while (const auto plan = work.next()) {
      store(*plan);
      work.finished(*plan);
      const std::lock_guard lock(mutex);
      computed.insert(*plan);
    }
  };
  SharedWorkHooks quiet{.stop_requested = [] { return false; },
                        .is_ready = [](size_t) { return true; },
                        .on_found = [](size_t, const SimulationRow&) {},
                        .on_waiting = [](const auto&) {}};
  std::vector<std::unique_ptr<SharedWork>> calls;
  for (int i = 0; i < 3; ++i)
    calls.push_back(std::make_unique<SharedWork>(lake_, plans_, all, looked_at_, quiet));
  std::vector<std::thread> threads;
  for (auto& call : calls)
    for (int i = 0; i < 2; ++i) threads.emplace_back([&] { compute(*call); });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(computed, std::multiset<size_t>(all.begin(), all.end()));
  EXPECT_EQ(num_claims(), 0U);
}

}  // namespace
}  // namespace eigenlake
