// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "eigenlake/object_store/s3_address.h"
#include "eigenlake/object_store/s3_options.h"

namespace eigenlake {

/// The signed parts of a request.
struct SignableRequest {
  std::string_view method;
  std::string_view path;   ///< Encoded, as it is sent.
  std::string_view query;  ///< Of canonical_query, as it is sent.
  NameValues headers;      ///< Names in lower case; with host. All of them are signed.
  std::string_view body;
};

/// The headers that prove a request, to be sent beside its own: x-amz-date, x-amz-content-sha256,
/// x-amz-security-token where there is a token, and authorization.
///
/// The digest of the body is signed with the rest, so a server notices bytes that changed on their way.
/// Source: Amazon S3 API reference, "Signature Calculations for the Authorization Header: Transferring
///         Payload in a Single Chunk".
NameValues sign(const SignableRequest& request, const S3Credentials& credentials, std::string_view region,
                int64_t unix_seconds);

}  // namespace eigenlake
