#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string_view>

namespace eigenlake {

/// How often and after which delays a request is retried.
struct RetryPolicy {
  int retries_max = 6;
  int64_t first_delay_ms = 100;
  int64_t delay_ms_max = 10'000;

  /// Full jitter: `uniform` (in [0, 1)) of the smaller of delay_ms_max and first_delay_ms · 2^retry.
  /// Source: Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
  int64_t delay_ms(int retry, double uniform) const;
};

/// Whether the same request may succeed later: a transient error, or one about bytes that were damaged in
/// transit.
bool is_transient(int http_status, std::string_view s3_code);

/// Whether a request with such an answer may have taken effect all the same.
bool may_have_taken_effect(int http_status);

/// Time as a client sees it, so that tests need not wait.
struct S3Clock {
  std::function<int64_t()> unix_seconds;
  std::function<void(std::chrono::milliseconds)> sleep_for;
  std::function<double()> uniform;  ///< In [0, 1); from several threads at once.

  static S3Clock system();
};

}  // namespace eigenlake
