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

/// How often a claim is renewed, and after what time without that it ends.
struct ClaimTimes {
  double beat_seconds = 15.0;
  double limit_seconds = 60.0;
};

/// Says in a lake's state store which experiments this process computes, so that calls side by side compute
/// each one once. A claim is a hint: without it an experiment is computed twice, which the tables bear, and
/// nothing here fails.
///
/// The object claims/ID.NUMBER.json is created exclusively and holds its owner and when it expires; a thread
/// renews it while the owner computes. A claim has ended when it was removed, when its process on this
/// machine is gone, when it has expired by the clock of whoever looks, or when that one has seen it unchanged
/// for limit_seconds. So clocks are assumed to agree within limit_seconds - beat_seconds; where they do not,
/// an experiment may be computed twice. Whoever takes over an ended claim creates the next number, which one
/// alone can; the claim with the highest number counts.
///
/// Threads: give_back at any time; the others one at a time.
/// Cost:    one exclusive put and one remove for each experiment, and a head and a put for each beat; the
///          claim of somebody else takes a listing and a read more.
class Claims {
 public:
  /// The store must outlive this object.
  explicit Claims(ObjectStore& state_store, ClaimTimes times = {});
  /// Gives back what is left.
  ~Claims();
  Claims(const Claims&) = delete;
  Claims& operator=(const Claims&) = delete;

  enum class Outcome {
    kOurs,
    kTheirs,
    kWithout,  ///< The store cannot hold claims, so nobody knows: compute.
  };
  /// Claims an experiment. Once the store has failed, it is not asked again.
  Outcome take(const std::string& experiment_id);

  /// Removes our claim, if there is one.
  void give_back(const std::string& experiment_id);

  /// Of these experiments, those that others have a claim on that has not ended, and who. One listing, and a
  /// read of each claim that is new or was renewed. Empty where the store does not answer.
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
  std::mutex mutex_;                  ///< Guards what follows.
  std::map<std::string, Ours> ours_;
  std::jthread renewer_;
};

/// Removes claims whose owner is known to be gone, or that expired more than an hour ago: those that a killed
/// process left and nobody took over. Returns their number; 0 where the store does not answer.
int64_t remove_ended_claims(ObjectStore& state_store);

}  // namespace eigenlake
