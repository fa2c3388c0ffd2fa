#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "eigenlake/base/error.h"
#include "eigenlake/http/http_client.h"

namespace eigenlake {

/// What a message about a request names.
struct S3Place {
  std::string bucket;
  std::string key;  ///< Empty: the bucket itself.
  std::string origin;
  std::string region;

  std::string to_string() const;  ///< "s3://bucket/key at http://garage:3901"
};

/// The error of an S3 server's refusal, with the setting to check:
///   kNotFound       no such object
///   kAlreadyExists  a condition on the object's absence did not hold
///   kUnsupported    the server cannot do this
///   kStore          the rest: no such bucket, keys or rights that do not suffice, another region, clocks
///                   that differ
Error refusal_error(std::string_view method, const S3Place& place, const HttpResponse& response,
                    int64_t unix_seconds);

/// "Not now" to the last try: kUnavailable.
Error unavailable_error(std::string_view method, const S3Place& place, const HttpResponse& response,
                        int tries);

/// No response to the last try: kUnavailable, or kStore where a retry is of no use.
Error connection_error(std::string_view method, const S3Place& place, const HttpFailure& failure, int tries);

}  // namespace eigenlake
