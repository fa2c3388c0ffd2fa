// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/lake/claims.h"

#include <atomic>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "eigenlake/base/clock.h"
#include "eigenlake/object_store/faulty_object_store.h"
#include "eigenlake/object_store/in_memory_object_store.h"

namespace eigenlake {
namespace {

using Outcome = Claims::Outcome;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

constexpr ClaimTimes kShort{.beat_seconds = 0.02, .limit_seconds = 0.1};

std::shared_ptr<InMemoryObjectStore> claim_store() {
  return std::make_shared<InMemoryObjectStore>("state");
}

/// What a process on another machine would have written.
void put_other_claim(ObjectStore& store, const std::string& id, int64_t expires_in_ms, int number = 1) {
  const Json claim = {
      {"host", "elsewhere"}, {"space", "x"}, {"pid", 7}, {"expires_ms", now_ms() + expires_in_ms}};
  ASSERT_TRUE(store.put(fmt::format("claims/{}.{}.json", id, number), claim.dump()));
}

std::vector<std::string> keys_of(ObjectStore& store) {
  std::vector<std::string> keys;
  const auto objects = store.list("claims/").value();
  for (const ObjectInfo& object : objects) keys.push_back(object.key);
  return keys;
}

TEST(Claims, ExperimentIsClaimedUntilReleased) {
  const auto store = claim_store();
  Claims first(*store), second(*store);
  EXPECT_EQ(first.take("a"), Outcome::kOurs);
  EXPECT_EQ(second.take("a"), Outcome::kTheirs);
  EXPECT_EQ(second.take("b"), Outcome::kOurs);
  first.give_back("a");
  EXPECT_EQ(second.take("a"), Outcome::kOurs);
}

TEST(Claims, NothingIsLeftAtTheEnd) {
  const auto store = claim_store();
  {
    Claims claims(*store);
    claims.take("a");
    claims.take("b");
    claims.give_back("a");
    EXPECT_THAT(keys_of(*store), ElementsAre("claims/b.1.json"));
  }
  EXPECT_THAT(keys_of(*store), IsEmpty());
}

TEST(Claims, OwnersOfTheRequestedExperimentsAreNamed) {
  const auto store = claim_store();
  put_other_claim(*store, "a", 60'000);
  put_other_claim(*store, "b", 60'000);
  put_other_claim(*store, "c", -1);
  Claims claims(*store);
  EXPECT_THAT(claims.owners_of({"a", "c", "d"}), ElementsAre(Pair("a", "process 7 on elsewhere")));
}

TEST(Claims, ExpiredClaimIsTakenOver) {
  const auto store = claim_store();
  put_other_claim(*store, "a", -1);
  Claims claims(*store);
  EXPECT_EQ(claims.take("a"), Outcome::kOurs);
  EXPECT_THAT(keys_of(*store), ElementsAre("claims/a.1.json", "claims/a.2.json"));
  EXPECT_EQ(Claims(*store).take("a"), Outcome::kTheirs);
  claims.give_back("a");
  EXPECT_THAT(keys_of(*store), IsEmpty());
}

TEST(Claims, ClaimFromAFastClockEndsAfterTheLimit) {
  const auto store = claim_store();
  put_other_claim(*store, "a", 3'600'000);
  Claims claims(*store, kShort);
  EXPECT_EQ(claims.take("a"), Outcome::kTheirs);
  const double begin = steady_seconds();
  while (!claims.owners_of({"a"}).empty()) std::this_thread::yield();
  EXPECT_GE(steady_seconds() - begin, 0.9 * kShort.limit_seconds);
  EXPECT_EQ(claims.take("a"), Outcome::kOurs);
}

TEST(Claims, ClaimOfADeadLocalProcessEndsAtOnce) {
  const auto store = claim_store();
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  Json claim = LeaseHolder::ours().to_json();
  claim["pid"] = child;
  claim["expires_ms"] = now_ms() + 3'600'000;
  ASSERT_TRUE(store->put("claims/a.1.json", claim.dump()));
  EXPECT_EQ(Claims(*store).take("a"), Outcome::kTheirs) << "it is still to be waited for";
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  EXPECT_EQ(Claims(*store).take("a"), Outcome::kOurs);
}

TEST(Claims, RenewedClaimOutlivesItsLimit) {
  const auto store = claim_store();
  Claims owner(*store, kShort), other(*store, kShort);
  ASSERT_EQ(owner.take("a"), Outcome::kOurs);
  const double begin = steady_seconds();
  while (steady_seconds() - begin < 4 * kShort.limit_seconds) {
    ASSERT_EQ(other.owners_of({"a"}).size(), 1U) << "after " << steady_seconds() - begin << " s";
    std::this_thread::yield();
  }
}

TEST(Claims, RenewalDoesNotRestoreARemovedClaim) {
  const auto store = claim_store();
  Claims owner(*store, kShort);
  ASSERT_EQ(owner.take("a"), Outcome::kOurs);
  ASSERT_EQ(owner.take("b"), Outcome::kOurs);
  const std::string before = store->head("claims/b.1.json")->etag;
  ASSERT_TRUE(store->remove("claims/a.1.json"));
  while (store->head("claims/b.1.json")->etag == before) std::this_thread::yield();
  EXPECT_THAT(keys_of(*store), ElementsAre("claims/b.1.json"));
}

TEST(Claims, DamagedClaimsAreIgnored) {
  const auto store = claim_store();
  ASSERT_TRUE(store->put("claims/a.1.json", ""));
  ASSERT_TRUE(store->put("claims/b.1.json", R"({"pid":"x","expires_ms":true})"));
  ASSERT_TRUE(store->put("claims/note.txt", "?"));
  Claims claims(*store);
  EXPECT_EQ(claims.take("a"), Outcome::kOurs);
  EXPECT_EQ(claims.take("b"), Outcome::kOurs);
}

TEST(Claims, FailedStoreIsAskedOnce) {
  const auto inner = claim_store();
  FaultyObjectStore store(inner, {.call = 1, .kind = StoreFault::Kind::kFail, .dead_afterwards = true});
  {
    Claims claims(store);
    EXPECT_EQ(claims.take("a"), Outcome::kWithout);
    EXPECT_EQ(claims.take("b"), Outcome::kWithout);
    EXPECT_EQ(store.calls(), 1U);
    EXPECT_THAT(claims.owners_of({"a"}), IsEmpty());
  }
}

TEST(Claims, ClaimWithLostReplyIsReleased) {
  const auto inner = claim_store();
  FaultyObjectStore store(inner, {.call = 1, .kind = StoreFault::Kind::kLoseReply});
  Claims claims(store);
  EXPECT_EQ(claims.take("a"), Outcome::kWithout);
  EXPECT_THAT(keys_of(*inner), ElementsAre("claims/a.1.json"));
  claims.give_back("a");
  EXPECT_THAT(keys_of(*inner), IsEmpty());
}

TEST(Claims, OneOfManyTakesOver) {
  const auto store = claim_store();
  put_other_claim(*store, "a", -1);
  std::vector<std::unique_ptr<Claims>> all;
  for (int i = 0; i < 8; ++i) all.push_back(std::make_unique<Claims>(*store));
  std::atomic<int> num_owners = 0;
  std::vector<std::thread> threads;
  for (auto& claims : all)
    threads.emplace_back([&] { num_owners += claims->take("a") == Outcome::kOurs ? 1 : 0; });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(num_owners, 1);
}

TEST(Claims, RemovalKeepsActiveClaims) {
  const auto store = claim_store();
  put_other_claim(*store, "alive", 60'000);
  put_other_claim(*store, "late", -60'000);
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  Json claim = LeaseHolder::ours().to_json();
  claim["pid"] = child;
  ASSERT_TRUE(store->put("claims/gone.1.json", claim.dump()));
  EXPECT_EQ(remove_ended_claims(*store), 1);
  EXPECT_THAT(keys_of(*store), ElementsAre("claims/alive.1.json", "claims/late.1.json"));
}

}  // namespace
}  // namespace eigenlake
