// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/object_store/s3_options.h"

namespace eigenlake {

/// A place in S3 as a URI names it: "s3://bucket/a/b".
struct S3Location {
  std::string scheme;  ///< "s3", "s3a" or "s3n": three spellings of the same place.
  std::string bucket;
  std::string key;  ///< Without '/' at its ends; empty: the whole bucket.

  /// Errors: kInvalidInput.
  static Result<S3Location> parse(std::string_view uri);
};

bool is_s3_uri(std::string_view uri);

using NameValues = std::vector<std::pair<std::string, std::string>>;

/// "a=1&b=%2F", ordered by encoded name, as it is signed and sent; "" without values.
std::string canonical_query(const NameValues& query);

/// Where the requests for one bucket go.
struct S3Address {
  std::string origin;  ///< "http://garage:3901"
  std::string host;    ///< Value of the header Host.
  std::string path;    ///< Encoded, with which every path begins; without '/' at its end.

  /// Errors: kUsage for an invalid endpoint.
  static Result<S3Address> of_bucket(std::string_view bucket, const S3Options& options);

  /// The encoded path of a key; "" is the bucket itself.
  std::string path_of(std::string_view key) const;
};

}  // namespace eigenlake
