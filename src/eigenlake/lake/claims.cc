// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/lake/claims.h"

#include <algorithm>
#include <optional>
#include <tuple>

#include "eigenlake/base/clock.h"
#include "eigenlake/base/number_parsing.h"
#include "eigenlake/iceberg/catalog/heartbeat.h"

namespace eigenlake {
namespace {

constexpr std::string_view kClaimFolder = "claims/";
constexpr std::string_view kClaimSuffix = ".json";
constexpr int64_t kAbandonedMs = 3'600'000;
/// For claims that vanish while they are read.
constexpr int kClaimAttempts = 3;

using ClaimSeconds = std::chrono::duration<double>;

std::string claim_key(std::string_view experiment_id, int number) {
  return fmt::format("{}{}.{}{}", kClaimFolder, experiment_id, number, kClaimSuffix);
}

struct ClaimName {
  std::string experiment_id;
  int number = 0;
};

std::optional<ClaimName> parse_claim_key(std::string_view key) {
  if (!key.starts_with(kClaimFolder) || !key.ends_with(kClaimSuffix)) return std::nullopt;
  key.remove_prefix(kClaimFolder.size());
  key.remove_suffix(kClaimSuffix.size());
  const size_t dot = key.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  const int number = parse_number<int>(key.substr(dot + 1)).value_or(0);
  return number > 0 ? std::optional(ClaimName{std::string(key.substr(0, dot)), number}) : std::nullopt;
}

struct ClaimText {
  LeaseHolder owner;
  int64_t expires_ms = 0;
};

/// An unreadable claim has no owner and has expired.
ClaimText parse_claim(std::string_view text) {
  const auto document = parse_json(text);
  if (!document || !document->is_object()) return {};
  ClaimText claim{.owner = LeaseHolder::of(*document)};
  const auto expires = document->find("expires_ms");
  if (expires != document->end() && expires->is_number_integer()) claim.expires_ms = expires->get<int64_t>();
  return claim;
}

struct NumberedClaim {
  int number = 0;
  ObjectInfo object;
};

/// The claim with the highest number of each experiment.
std::map<std::string, NumberedClaim> newest_claims(const std::vector<ObjectInfo>& objects) {
  std::map<std::string, NumberedClaim> newest;
  for (const ObjectInfo& object : objects) {
    const auto name = parse_claim_key(object.key);
    if (!name) continue;
    NumberedClaim& claim = newest[name->experiment_id];
    if (name->number > claim.number) claim = {name->number, object};
  }
  return newest;
}

}  // namespace

Claims::Claims(ObjectStore& state_store, ClaimTimes times) : store_(state_store), times_(times) {}

Claims::~Claims() {
  renewer_ = {};
  while (!ours_.empty()) give_back(std::string(ours_.begin()->first));
}

std::string Claims::text() const {
  Json document = LeaseHolder::ours().to_json();
  document["expires_ms"] = now_ms() + static_cast<int64_t>(times_.limit_seconds * 1000.0);
  return lease_text(document);
}

Claims::Outcome Claims::put(const std::string& experiment_id, int number) {
  const auto made = store_.put_unsynced_if_absent(claim_key(experiment_id, number), text());
  if (!made && made.error().kind == ErrorKind::kAlreadyExists) return Outcome::kTheirs;
  const std::lock_guard lock(mutex_);
  // A lost reply may have left a claim.
  ours_[experiment_id] = {number, Clock::now()};
  is_off_ = !made;
  if (!renewer_.joinable() && made)
    renewer_ =
        iceberg::start_heartbeat(ClaimSeconds(times_.beat_seconds / 2), [this] { return renew_all(); });
  return made ? Outcome::kOurs : Outcome::kWithout;
}

Claims::Outcome Claims::take(const std::string& experiment_id) {
  for (int attempt = 0; attempt < kClaimAttempts && !is_off_; ++attempt) {
    const Outcome outcome = put(experiment_id, 1);
    if (outcome != Outcome::kTheirs) return outcome;
    const auto objects = store_.list(fmt::format("{}{}.", kClaimFolder, experiment_id));
    if (!objects) break;
    const auto newest = newest_claims(*objects);
    if (newest.empty()) continue;
    const NumberedClaim& claim = newest.begin()->second;
    return has_ended(claim.object) ? put(experiment_id, claim.number + 1) : Outcome::kTheirs;
  }
  is_off_ = true;
  return Outcome::kWithout;
}

void Claims::give_back(const std::string& experiment_id) {
  int number = 0;
  {
    const std::lock_guard lock(mutex_);
    const auto found = ours_.find(experiment_id);
    if (found == ours_.end()) return;
    number = found->second.number;
    ours_.erase(found);
  }
  // Ours last: while it exists, lower numbers do not count.
  for (int i = 1; i <= number; ++i) std::ignore = store_.remove(claim_key(experiment_id, i));
}

bool Claims::has_ended(const ObjectInfo& claim) {
  auto [place, is_new] = seen_.try_emplace(claim.key);
  Seen& seen = place->second;
  if (is_new || seen.etag != claim.etag) {
    const auto text = store_.get(claim.key);
    if (!text) return text.error().kind == ErrorKind::kNotFound;
    const ClaimText content = parse_claim(*text);
    seen = {claim.etag, Clock::now(), content.owner, content.expires_ms};
  }
  return seen.owner.is_gone() || now_ms() > seen.expires_ms ||
         Clock::now() - seen.since > ClaimSeconds(times_.limit_seconds);
}

std::map<std::string, std::string> Claims::owners_of(const std::set<std::string>& experiment_ids) {
  std::map<std::string, std::string> owners;
  const auto objects = store_.list(kClaimFolder);
  if (!objects) return owners;
  for (const auto& [id, claim] : newest_claims(*objects))
    if (experiment_ids.contains(id) && !has_ended(claim.object))
      owners[id] = seen_[claim.object.key].owner.to_string();
  return owners;
}

void Claims::renew(const std::string& experiment_id) {
  const std::lock_guard lock(mutex_);
  const auto found = ours_.find(experiment_id);
  if (found == ours_.end()) return;
  if (Clock::now() - found->second.renewed < ClaimSeconds(times_.beat_seconds)) return;
  const std::string key = claim_key(experiment_id, found->second.number);
  // A removed claim must not come back.
  if (store_.head(key)) std::ignore = store_.put_unsynced(key, text());
  found->second.renewed = Clock::now();
}

bool Claims::renew_all() {
  std::vector<std::string> ids;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [id, ours] : ours_) ids.push_back(id);
  }
  for (const std::string& id : ids) renew(id);
  return true;
}

int64_t remove_ended_claims(ObjectStore& state_store) {
  const auto objects = state_store.list(kClaimFolder);
  if (!objects) return 0;
  int64_t count = 0;
  for (const ObjectInfo& object : *objects) {
    if (!parse_claim_key(object.key)) continue;
    const auto text = state_store.get(object.key);
    if (!text) continue;
    const ClaimText claim = parse_claim(*text);
    const bool is_abandoned = now_ms() - std::max(claim.expires_ms, object.modified_ms) > kAbandonedMs;
    if (!claim.owner.is_gone() && !is_abandoned) continue;
    if (state_store.remove(object.key)) ++count;
  }
  return count;
}

}  // namespace eigenlake
