// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/settings/s3_settings.h"

#include "eigenlake/cli/settings/s3_options.h"
#include "eigenlake/object_store/s3_profile.h"

namespace eigenlake {
namespace {

/// A setting given to Eigenlake itself. The platform's variables, such as S3_ENDPOINT, rank behind a named
/// profile, and are read after it.
std::string given(const Configuration& configuration, const Option<std::string>& option) {
  return configuration.is_of_platform(option) ? std::string() : configuration[option];
}

}  // namespace

Result<S3Options> s3_options(const Configuration& configuration,
                             const std::map<std::string, std::string>& environment) {
  S3Options options;
  options.endpoint = given(configuration, option::kS3Endpoint);
  options.region = given(configuration, option::kS3Region);
  options.credentials = {Secret(given(configuration, option::kS3AccessKey)),
                         Secret(given(configuration, option::kS3SecretKey)),
                         Secret(configuration[option::kS3SessionToken])};
  options.ca_file = configuration[option::kS3CaFile];
  options.verify_etag = !configuration[option::kS3IgnoreEtag];
  options.path_style = configuration[option::kS3PathStyle];
  return complete_s3_options(std::move(options), configuration[option::kS3Profile], environment);
}

}  // namespace eigenlake
