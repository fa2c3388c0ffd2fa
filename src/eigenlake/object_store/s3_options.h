// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "eigenlake/base/secret.h"

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

/// Who signs the requests to an S3 store.
struct S3Credentials {
  Secret access_key;
  Secret secret_key;
  Secret session_token = {};  ///< Empty for keys that do not expire.

  bool complete() const { return !access_key.empty() && !secret_key.empty(); }
};

/// Everything that an S3 store needs to know beside the URI of its place.
struct S3Options {
  /// "http://garage:3901"; empty: Amazon's endpoint of the region.
  std::string endpoint = {};
  std::string region = {};  ///< Empty: us-east-1.
  S3Credentials credentials = {};
  /// Whether the bucket is the first part of the path instead of the host's name; default: where there is an
  /// endpoint.
  std::optional<bool> path_style = {};

  bool verify_tls = true;
  std::string ca_file = {};  ///< PEM; empty: the system's authorities.

  RetryPolicy retry = {};
  int64_t connect_timeout_ms = 10'000;
  /// A transfer is aborted after this long without progress.
  int64_t stall_timeout_s = 30;

  uint64_t part_size_bytes = uint64_t{8} << 20;  ///< Of multipart uploads; at least 5 MiB.
  int parallelism = 8;                           ///< Requests at once of one call, parts of one upload.

  /// Whether whole objects are compared with an ETag that has the form of an MD5.
  bool verify_etag = true;
};

}  // namespace eigenlake
