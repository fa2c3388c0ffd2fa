// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/object_store/s3_options.h"

#include <algorithm>
#include <array>
#include <random>
#include <thread>

#include "eigenlake/base/clock.h"
#include "eigenlake/base/random.h"

namespace eigenlake {
namespace {

constexpr auto kTransientCodes = std::to_array<std::string_view>(
    {"SlowDown", "RequestTimeout", "InternalError", "ServiceUnavailable", "Throttling", "ThrottlingException",
     "RequestLimitExceeded", "OperationAborted", "ConditionalRequestConflict", "BadDigest", "IncompleteBody",
     "XAmzContentSHA256Mismatch"});

}  // namespace

int64_t RetryPolicy::delay_ms(int retry, double uniform) const {
  constexpr int kDoublingsMax = 30;
  const int64_t grown = first_delay_ms << std::min(retry, kDoublingsMax);
  return static_cast<int64_t>(uniform * static_cast<double>(std::min(delay_ms_max, grown)));
}

bool is_transient(int http_status, std::string_view s3_code) {
  if (std::ranges::find(kTransientCodes, s3_code) != kTransientCodes.end()) return true;
  constexpr int kNotImplemented = 501;
  return http_status == 408 || http_status == 429 || (http_status >= 500 && http_status != kNotImplemented);
}

bool may_have_taken_effect(int http_status) {
  return http_status >= 500;
}

S3Clock S3Clock::system() {
  const auto unix_seconds = [] { return time_since_epoch<std::chrono::seconds>(); };
  const auto sleep_for = [](std::chrono::milliseconds time) { std::this_thread::sleep_for(time); };
  const auto uniform = [] {
    // Clients that were refused together must not retry together.
    thread_local Random random((uint64_t{std::random_device()()} << 32) | std::random_device()());
    return random.uniform();
  };
  return {unix_seconds, sleep_for, uniform};
}

}  // namespace eigenlake
