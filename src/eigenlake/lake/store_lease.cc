// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/lake/store_lease.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <thread>

#include <unistd.h>

#include "eigenlake/iceberg/catalog/heartbeat.h"
#include "eigenlake/iceberg/spec/unique_id.h"
#include "eigenlake/lake/lease_holder.h"

namespace eigenlake {
namespace {

using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

std::string claim_text(const LeaseHolder& holder, uint64_t beat) {
  Json document = holder.to_json();
  document["beat"] = beat;
  return lease_text(document);
}

/// A damaged claim has an unknown holder and becomes stale.
LeaseHolder holder_of(std::string_view text) {
  const auto document = parse_json(text);
  return document ? LeaseHolder::of(*document) : LeaseHolder();
}

/// A claim, renewed by a thread.
class StoreLease final : public WriterLock {
 public:
  StoreLease(std::shared_ptr<ObjectStore> store, std::string folder, LeaseTimes times)
      : store_(std::move(store)),
        folder_(std::move(folder)),
        key_(fmt::format("{}{}.json", folder_, iceberg::new_uuid())),
        times_(times) {}

  ~StoreLease() override {
    heartbeat_ = {};
    std::ignore = store_->remove(key_);  // Left behind, it counts as stale after a while.
  }

  const std::string& key() const { return key_; }
  void start_beating() {
    heartbeat_ = iceberg::start_heartbeat(
        Seconds(times_.beat_seconds), [this, holder = LeaseHolder::ours(), number = uint64_t{0}]() mutable {
          // A removed claim must not come back.
          if (store_->head(key_)) std::ignore = store_->put(key_, claim_text(holder, ++number));
          return true;
        });
  }

  Result<> check() override {
    constexpr int kLooks = 4;
    for (int look = 1;; ++look) {
      EIGENLAKE_ASSIGN_OR_RETURN(const auto claims, store_->list(folder_));
      const bool is_there = std::ranges::find(claims, key_, &ObjectInfo::key) != claims.end();
      if (!is_there) return lost("its claim was removed");
      if (claims.size() == 1) return {};
      // Another writer may be about to withdraw.
      if (look == kLooks) return lost("another writer has a claim as well");
      std::this_thread::sleep_for(Seconds(times_.poll_seconds));
    }
  }

 private:
  std::unexpected<Error> lost(std::string_view how) const {
    return fail(ErrorKind::kUnavailable, "the lease {} was lost: {}", store_->uri_of(key_), how);
  }

  std::shared_ptr<ObjectStore> store_;
  std::string folder_;
  std::string key_;
  LeaseTimes times_;
  std::jthread heartbeat_;
};

/// One attempt to become the writer, over several listings.
class Claimant {
 public:
  Claimant(std::shared_ptr<ObjectStore> store, std::string folder, LeaseTimes times)
      : store_(std::move(store)), folder_(std::move(folder)), times_(times) {}

  /// Null if another writer has the lease.
  Result<std::unique_ptr<StoreLease>> attempt() {
    EIGENLAKE_ASSIGN_OR_RETURN(const bool is_free, remove_left_behind());
    if (!is_free) return nullptr;
    auto lease = std::make_unique<StoreLease>(store_, folder_, times_);
    EIGENLAKE_RETURN_IF_ERROR(store_->put(lease->key(), claim_text(LeaseHolder::ours(), 0)));
    EIGENLAKE_ASSIGN_OR_RETURN(const auto claims, store_->list(folder_));
    const bool is_only = claims.size() == 1 && claims[0].key == lease->key();
    if (!is_only) return nullptr;  // Its destruction withdraws the claim.
    lease->start_beating();
    return lease;
  }

  /// The last known holder.
  const std::string& other() const { return other_; }

 private:
  struct Seen {
    std::string etag;
    Clock::time_point since;
  };

  /// Removes stale claims; true if no other is left.
  Result<bool> remove_left_behind() {
    EIGENLAKE_ASSIGN_OR_RETURN(const auto claims, store_->list(folder_));
    bool is_free = true;
    for (const ObjectInfo& claim : claims) {
      auto& seen = seen_.try_emplace(claim.key, Seen{claim.etag, Clock::now()}).first->second;
      if (seen.etag != claim.etag) seen = {claim.etag, Clock::now()};
      const auto text = store_->get(claim.key);
      if (!text && text.error().kind != ErrorKind::kNotFound) return std::unexpected(text.error());
      if (!text) continue;  // Given up meanwhile.
      const LeaseHolder holder = holder_of(*text);
      const bool is_silent = Clock::now() - seen.since >= Seconds(times_.stale_seconds);
      if (is_silent || holder.is_gone()) {
        EIGENLAKE_RETURN_IF_ERROR(store_->remove(claim.key));
      } else {
        is_free = false;
        other_ = holder.to_string();
      }
    }
    return is_free;
  }

  std::shared_ptr<ObjectStore> store_;
  std::string folder_;
  LeaseTimes times_;
  std::map<std::string, Seen> seen_;
  std::string other_ = "one that withdrew";
};

}  // namespace

StoreLeases::StoreLeases(std::shared_ptr<ObjectStore> store, LeaseTimes times, std::string folder)
    : store_(std::move(store)), times_(times), folder_(std::move(folder)) {}

Result<std::unique_ptr<WriterLock>> StoreLeases::acquire(double wait_seconds_max) {
  const auto deadline = Clock::now() + Seconds(wait_seconds_max);
  Claimant claimant(store_, folder_, times_);
  // Different periods, so that waiters do not collide repeatedly.
  const double share = 0.5 + static_cast<double>(::getpid() % 97) / 97.0;
  while (true) {
    EIGENLAKE_ASSIGN_OR_RETURN(auto lease, claimant.attempt());
    if (lease != nullptr) return lease;
    if (Clock::now() >= deadline) break;
    std::this_thread::sleep_for(Seconds(times_.poll_seconds * share));
  }
  EIGENLAKE_ASSIGN_OR_RETURN(const bool is_exclusive, store_->honours_put_if_absent());
  const bool is_of_tables = folder_ == "writers/";
  return fail(ErrorKind::kUnavailable, "{}: another writer ({}) is writing to this lake{}",
              store_->uri_of(folder_.substr(0, folder_.size() - 1)), claimant.other(),
              is_exclusive || !is_of_tables
                  ? ""
                  : "; this store does not create objects exclusively, so it takes one writer at a "
                    "time: with the SQL catalog (--catalog sql) several can commit");
}

}  // namespace eigenlake
