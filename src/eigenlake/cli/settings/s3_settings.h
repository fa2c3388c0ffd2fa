// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "eigenlake/base/error.h"
#include "eigenlake/cli/settings/configuration.h"
#include "eigenlake/object_store/s3_options.h"

namespace eigenlake {

/// Connection to S3: the s3- settings, completed by the environment and the profile files of the AWS tools,
/// in the order of complete_s3_options.
///
/// Errors: kUsage, kUnsupported of complete_s3_options. Keys may be missing: only an S3 store needs them.
Result<S3Options> s3_options(const Configuration& configuration,
                             const std::map<std::string, std::string>& environment);

}  // namespace eigenlake
