// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "eigenlake/base/error.h"
#include "eigenlake/object_store/s3_options.h"

namespace eigenlake {

using Environment = std::map<std::string, std::string>;

/// The settings of a profile of the AWS tools; missing ones are empty.
struct S3Profile {
  S3Credentials credentials = {};
  std::string region = {};
  std::string endpoint = {};
};

/// Reads a profile from ~/.aws/credentials and ~/.aws/config, or from the files that
/// AWS_SHARED_CREDENTIALS_FILE and AWS_CONFIG_FILE name. Nothing where neither file has it.
///
/// Errors: kUsage        an invalid line (its content is not repeated) or a file that cannot be read;
///         kUnsupported  a profile whose keys come from elsewhere: a role, a program, single sign-on.
/// Source: AWS SDKs and Tools Reference Guide, "Shared config and credentials files".
Result<std::optional<S3Profile>> read_s3_profile(std::string_view name, const Environment& environment);

/// Fills the missing settings of `given`: keys, region, endpoint and authorities.
///
/// The given ones win; then a named `profile` (not empty); then the environment, S3_ACCESS_KEY,
/// S3_SECRET_KEY, S3_REGION and S3_ENDPOINT before AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY,
/// AWS_SESSION_TOKEN, AWS_REGION, AWS_DEFAULT_REGION, AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL and
/// AWS_CA_BUNDLE; then the profile of AWS_PROFILE or "default". Keys come all from one of these places.
///
/// Errors: of read_s3_profile; kUsage for half a pair of keys and for a named profile that does not exist.
Result<S3Options> complete_s3_options(S3Options given, std::string_view profile,
                                      const Environment& environment);

}  // namespace eigenlake
