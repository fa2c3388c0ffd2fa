// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/object_store/s3_put_if_absent.h"

#include <atomic>
#include <random>

#include "eigenlake/base/side_by_side.h"
#include "eigenlake/object_store/s3_upload.h"

namespace eigenlake {
namespace {

constexpr size_t kRacers = 8;
constexpr size_t kRaceBodyBytes = 32 << 10;  ///< Long enough that a check and a write can be told apart.

std::string scratch_name() {
  std::random_device random;
  return fmt::format("probe-{:08x}{:08x}", random(), random());
}

S3Request creation_of(const std::string& key, std::string_view bytes) {
  return {.method = "PUT", .key = key, .headers = {{"if-none-match", "*"}}, .body = bytes};
}

/// Removes an object when it goes out of scope; what cannot be removed is a few bytes that nobody lists.
class Scratch {
 public:
  Scratch(S3Client& client, std::string key) : client_(client), key_(std::move(key)) {}
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() { static_cast<void>(client_.call({.method = "DELETE", .key = key_})); }
  const std::string& key() const { return key_; }

 private:
  S3Client& client_;
  const std::string key_;
};

}  // namespace

S3PutIfAbsent::S3PutIfAbsent(std::shared_ptr<S3Client> client, std::string folder)
    : client_(std::move(client)), folder_(std::move(folder)) {}

Result<bool> S3PutIfAbsent::is_honoured() {
  const std::lock_guard lock(mutex_);
  if (known_) return *known_;
  EIGENLAKE_ASSIGN_OR_RETURN(known_, read_marker());
  if (known_) return *known_;
  EIGENLAKE_ASSIGN_OR_RETURN(known_, probe());
  write_marker(*known_);
  return *known_;
}

Result<> S3PutIfAbsent::put(const std::string& key, std::string_view bytes) {
  EIGENLAKE_ASSIGN_OR_RETURN(const bool honoured, is_honoured());
  if (honoured) return create(key, bytes);
  return fail(ErrorKind::kUnsupported,
              "{} replaces an existing object although asked to create one only where there is none; "
              "s3://{}/{} was not written",
              client_->origin(), client_->bucket(), key);
}

Result<> S3PutIfAbsent::create(const std::string& key, std::string_view bytes) {
  const S3Request request = creation_of(key, bytes);
  EIGENLAKE_ASSIGN_OR_RETURN(const S3Answer answer, client_->send(request));
  if (answer.is_success()) return {};
  Error refusal = client_->refusal(request, answer.response);
  if (answer.maybe_done_before) return resolve_lost_reply(key, bytes, refusal);
  return std::unexpected(std::move(refusal));
}

/// An earlier try may have created the object, and the last try is then refused because of that success.
Result<> S3PutIfAbsent::resolve_lost_reply(const std::string& key, std::string_view bytes,
                                           const Error& refusal) {
  const auto there = client_->call({.method = "GET", .key = key});
  if (there && there->body == bytes) return {};
  if (there && refusal.kind == ErrorKind::kAlreadyExists) return std::unexpected(refusal);
  return fail(ErrorKind::kUnavailable, "the outcome of a creation is unknown, its reply was lost: {}",
              refusal.message);
}

/// "{answer} {server}", as write_marker writes it.
Result<std::optional<bool>> S3PutIfAbsent::read_marker() {
  const S3Request request{.method = "GET", .key = folder_ + "put-if-absent"};
  EIGENLAKE_ASSIGN_OR_RETURN(const S3Answer answer, client_->send(request));
  server_ = fmt::format("{} {}", client_->origin(), answer.response.header("server"));
  if (!answer.is_success()) {
    // Without the right to list, a missing object reads as forbidden; the probe tells.
    constexpr int kForbidden = 403;
    Error refusal = client_->refusal(request, answer.response);
    if (refusal.kind == ErrorKind::kNotFound || answer.response.status == kForbidden) return std::nullopt;
    return std::unexpected(std::move(refusal));
  }
  if (answer.response.body == "honoured " + server_) return true;
  if (answer.response.body == "ignored " + server_) return false;
  return std::nullopt;
}

/// A hint for the next process: without the right to write it, that one probes again.
void S3PutIfAbsent::write_marker(bool is_honoured) {
  static_cast<void>(
      put_object(*client_, folder_ + "put-if-absent", (is_honoured ? "honoured " : "ignored ") + server_));
}

Result<bool> S3PutIfAbsent::probe() {
  const std::string name = folder_ + scratch_name();
  EIGENLAKE_ASSIGN_OR_RETURN(const bool refuses, refuses_second(name + "-twice"));
  if (!refuses) return false;
  return lets_one_of_many_through(name + "-race");
}

Result<bool> S3PutIfAbsent::refuses_second(const std::string& key) {
  const Scratch scratch(*client_, key);
  const S3Request request = creation_of(scratch.key(), "first");
  EIGENLAKE_ASSIGN_OR_RETURN(const S3Answer first, client_->send(request));
  if (!first.is_success()) {
    Error refusal = client_->refusal(request, first.response);
    // The name is our own: where it is taken, an earlier try took it.
    if (refusal.kind == ErrorKind::kAlreadyExists && first.maybe_done_before) return true;
    if (refusal.kind == ErrorKind::kUnsupported) return false;
    return std::unexpected(std::move(refusal));
  }
  const S3Request again = creation_of(scratch.key(), "second");
  EIGENLAKE_ASSIGN_OR_RETURN(const S3Answer second, client_->send(again));
  if (second.is_success()) return false;
  Error refusal = client_->refusal(again, second.response);
  if (refusal.kind == ErrorKind::kAlreadyExists) return true;
  return std::unexpected(std::move(refusal));
}

Result<bool> S3PutIfAbsent::lets_one_of_many_through(const std::string& key) {
  const Scratch scratch(*client_, key);
  std::atomic<int> winners = 0;
  EIGENLAKE_RETURN_IF_ERROR(wait_side_by_side(kRacers, [&](size_t racer) -> Result<> {
    const std::string bytes(kRaceBodyBytes, static_cast<char>('a' + racer));
    EIGENLAKE_ASSIGN_OR_RETURN(const S3Answer answer, client_->send(creation_of(scratch.key(), bytes)));
    if (answer.is_success()) ++winners;
    return {};
  }));
  return winners <= 1;  // None: the winner's reply was lost.
}

}  // namespace eigenlake
