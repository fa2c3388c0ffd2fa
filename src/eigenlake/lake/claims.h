// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>

#include "eigenlake/lake/lease_holder.h"
#include "eigenlake/object_store/object_store.h"

namespace eigenlake {

/// How often a claim is renewed, and when it ends otherwise.
struct ClaimTimes {
  double beat_seconds = 15.0;
  double limit_seconds = 60.0;
};

/// Marks in the state store the experiments that this process computes, so that concurrent calls compute each
/// one once. A claim is a hint: without it an experiment is computed twice, and nothing here fails.
///
/// claims/ID.NUMBER.json is created exclusively, with its owner and expiry, and renewed by a thread. A claim
/// ends if it is removed, if its process on this machine is gone, if it has expired by the reader's clock, or
/// if the reader saw it unchanged for limit_seconds; so clocks should agree within limit_seconds -
/// beat_seconds. An ended claim is taken over by creating the next number; the highest number counts.
///
/// Threads: give_back at any time; the others one at a time.
/// Cost:    one exclusive put and one remove for each experiment, a head and a put for each beat; for
/// another's claim
///          a listing and a read.
class Claims {
 public:
  /// Requires: the store outlives this.
  explicit Claims(ObjectStore& state_store, ClaimTimes times = {});
  /// Releases all claims.
  ~Claims();
  Claims(const Claims&) = delete;
  Claims& operator=(const Claims&) = delete;

  enum class Outcome {
    kOurs,
    kTheirs,
    kWithout,  ///< The store cannot hold claims: compute.
  };
  /// A failed store is not used again.
  Outcome take(const std::string& experiment_id);

  void give_back(const std::string& experiment_id);

  /// The owners of active claims of others. One listing, and a read of each new or renewed claim; empty if
  /// the store does not answer.
  std::map<std::string, std::string> owners_of(const std::set<std::string>& experiment_ids);

 private:
  using Clock = std::chrono::steady_clock;
  struct Seen {
    std::string etag;
    Clock::time_point since;
    LeaseHolder owner;
    int64_t expires_ms = 0;
  };
  struct Ours {
    int number = 0;
    Clock::time_point renewed;
  };

  Outcome put(const std::string& experiment_id, int number);
  bool has_ended(const ObjectInfo& claim);
  bool renew_all();
  void renew(const std::string& experiment_id);
  std::string text() const;

  ObjectStore& store_;
  const ClaimTimes times_;
  bool is_off_ = false;
  std::map<std::string, Seen> seen_;  ///< By key.
  std::mutex mutex_;                  ///< Of what follows.
  std::map<std::string, Ours> ours_;
  std::jthread renewer_;
};

/// Removes claims of dead owners, and those that expired more than an hour ago. Returns their number; 0 if
/// the store does not answer.
int64_t remove_ended_claims(ObjectStore& state_store);

}  // namespace eigenlake
