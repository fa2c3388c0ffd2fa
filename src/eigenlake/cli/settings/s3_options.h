// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "eigenlake/cli/settings/option.h"

namespace eigenlake::option {

inline constexpr NamedValues<std::optional<bool>, 3> kPathStyles{{"auto", "true", "false"},
                                                                 {std::nullopt, true, false}};

// Object storage.

inline constexpr Option<std::string> kS3Endpoint(
    "s3-endpoint", "URL", "The S3 server, as http://garage:3901 (default Amazon's of the region)",
    {.environment = "S3_ENDPOINT", .in_folder = InFolder::kMustNotBeSet});
inline constexpr Option<std::string> kS3Region("s3-region", "NAME",
                                               "Region of the buckets (default us-east-1)",
                                               {.environment = "S3_REGION",
                                                .in_folder = InFolder::kMustNotBeSet});
inline constexpr Option<std::optional<bool>> kS3PathStyle(
    "s3-path-style", "WHEN",
    "Put a bucket into the path instead of the host's name; auto: where an endpoint is set", kPathStyles,
    {.default_text = "auto", .in_folder = InFolder::kMustNotBeSet});
inline constexpr Option<std::string> kS3Profile(
    "s3-profile", "NAME",
    "Take keys, region and endpoint from this profile of ~/.aws/credentials and ~/.aws/config",
    {.in_folder = InFolder::kMustNotBeSet});
inline constexpr Option<std::string> kS3CaFile(
    "s3-ca-file", "FILE", "Trust the authorities of this PEM file instead of the system's",
    {.in_folder = InFolder::kMustNotBeSet});
inline constexpr Option<bool> kS3IgnoreEtag(
    "s3-ignore-etag",
    "Do not compare objects with their ETags, for servers whose ETags only look like an MD5",
    {.in_folder = InFolder::kMustNotBeSet});
inline constexpr Option<std::string> kS3AccessKey("s3-access-key", "KEY", "Access key",
                                                  {.environment = "S3_ACCESS_KEY",
                                                   .secret = true,
                                                   .in_folder = InFolder::kMustNotBeSet});
inline constexpr Option<std::string> kS3SecretKey("s3-secret-key", "KEY", "Secret key",
                                                  {.environment = "S3_SECRET_KEY",
                                                   .secret = true,
                                                   .in_folder = InFolder::kMustNotBeSet});
inline constexpr Option<std::string> kS3SessionToken("s3-session-token", "TOKEN",
                                                     "Session token that belongs to temporary keys",
                                                     {.secret = true, .in_folder = InFolder::kMustNotBeSet});

inline constexpr const Setting* kObjectStorageOptions[] = {&kS3Endpoint,  &kS3Region,    &kS3PathStyle,
                                                           &kS3Profile,   &kS3CaFile,    &kS3IgnoreEtag,
                                                           &kS3AccessKey, &kS3SecretKey, &kS3SessionToken};

}  // namespace eigenlake::option
