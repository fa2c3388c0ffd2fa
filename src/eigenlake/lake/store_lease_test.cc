// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/lake/store_lease.h"

#include <atomic>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "eigenlake/object_store/in_memory_object_store.h"

namespace eigenlake {
namespace {

constexpr LeaseTimes kQuick{.beat_seconds = 0.01, .stale_seconds = 0.2, .poll_seconds = 0.005};

std::shared_ptr<InMemoryObjectStore> new_store() {
  return std::make_shared<InMemoryObjectStore>("state");
}

/// What a writer on another machine would have left.
void put_foreign_claim(ObjectStore& store) {
  ASSERT_TRUE(store.put("writers/other.json", R"({"host":"elsewhere","space":"x","pid":7,"beat":0})"));
}

TEST(StoreLease, OneWriterHoldsIt) {
  const auto store = new_store();
  StoreLeases leases(store, kQuick);
  const auto first = leases.acquire(0.0);
  ASSERT_TRUE(first);
  EXPECT_TRUE((*first)->check());
  const auto second = leases.acquire(0.0);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::kUnavailable);
  EXPECT_THAT(second.error().message, testing::HasSubstr("process "));
}

TEST(StoreLease, ReleasedLeaseIsFree) {
  const auto store = new_store();
  StoreLeases leases(store, kQuick);
  {
    ASSERT_TRUE(leases.acquire(0.0));
  }
  EXPECT_TRUE(store->list("writers/")->empty());
  EXPECT_TRUE(leases.acquire(0.0));
}

TEST(StoreLease, SilentClaimIsRemoved) {
  const auto store = new_store();
  put_foreign_claim(*store);
  StoreLeases leases(store, kQuick);
  EXPECT_FALSE(leases.acquire(0.0));
  EXPECT_TRUE(leases.acquire(30.0));
}

TEST(StoreLease, RenewedClaimStays) {
  const auto store = new_store();
  StoreLeases leases(store, kQuick);
  const auto holder = leases.acquire(0.0);
  ASSERT_TRUE(holder);
  EXPECT_FALSE(StoreLeases(store, kQuick).acquire(3 * kQuick.stale_seconds));
  EXPECT_TRUE((*holder)->check());
}

TEST(StoreLease, ClaimOfADeadLocalProcessIsRemovedAtOnce) {
  const auto store = new_store();
  {
    const auto mine = StoreLeases(store, kQuick).acquire(0.0);
    ASSERT_TRUE(mine);
    std::string text = *store->get(store->list("writers/")->at(0).key);
    const std::string pid = "\"pid\":" + std::to_string(::getpid());
    ASSERT_NE(text.find(pid), std::string::npos) << text;
    text.replace(text.find(pid), pid.size(), "\"pid\":999999999");  // more than any Linux gives
    ASSERT_TRUE(store->put("writers/dead.json", text));
  }
  EXPECT_TRUE(StoreLeases(store, {.stale_seconds = 1e6}).acquire(0.0));
}

TEST(StoreLease, HolderNoticesItsRemovedClaim) {
  const auto store = new_store();
  const auto lease = StoreLeases(store, kQuick).acquire(0.0);
  ASSERT_TRUE(lease);
  ASSERT_TRUE(store->remove(store->list("writers/")->at(0).key));
  EXPECT_EQ((*lease)->check().error().kind, ErrorKind::kUnavailable);
  const auto other = StoreLeases(store, kQuick).acquire(0.0);
  ASSERT_TRUE(other);
  EXPECT_FALSE((*lease)->check());
  EXPECT_TRUE((*other)->check());
}

TEST(StoreLease, SimultaneousWritersNeverShareIt) {
  const auto store = new_store();
  std::atomic<int> inside = 0;
  std::atomic<int> times = 0;
  std::atomic<bool> overlapped = false;
  std::vector<std::jthread> writers;
  for (int i = 0; i < 4; ++i) {
    writers.emplace_back([&] {
      for (int turn = 0; turn < 5; ++turn) {
        // Slow to count as dead: it shall be exclusion that lets them in one after another.
        const auto lease =
            StoreLeases(store, {.beat_seconds = 0.01, .stale_seconds = 60, .poll_seconds = 0.002})
                .acquire(60);
        if (!lease) continue;
        if (++inside > 1) overlapped = true;
        std::this_thread::yield();
        --inside;
        ++times;
      }
    });
  }
  writers.clear();
  EXPECT_FALSE(overlapped);
  EXPECT_EQ(times, 20);
}

}  // namespace
}  // namespace eigenlake
