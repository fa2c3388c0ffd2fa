// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string_view>

#include "eigenlake/object_store/object_store.h"
#include "eigenlake/object_store/s3_options.h"

namespace eigenlake {

/// The store below a place: "s3://bucket/prefix" (also s3a and s3n), "memory://name", "file:///folder" or a
/// path. The options are for S3 only. A memory store of a name is made once and lives as long as the process.
///
/// Errors: kUsage for another scheme and for S3 options that cannot work; kInvalidInput for an invalid
///         place. Connects to nothing and creates nothing.
Result<std::shared_ptr<ObjectStore>> open_object_store(std::string_view uri, const S3Options& options);

}  // namespace eigenlake
