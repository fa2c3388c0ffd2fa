#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "eigenlake/base/secret.h"
#include "eigenlake/object_store/s3_retry.h"

namespace eigenlake {

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
