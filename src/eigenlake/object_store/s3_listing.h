// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/object_store/s3_client.h"
#include "eigenlake/object_store/s3_xml.h"

namespace eigenlake {

/// Every object of the bucket whose key begins with `prefix` and comes after `after` and before
/// `until` (no end where that is empty), ordered by key.
///
/// Large listings are read side by side: after a first page that does not hold everything, the folders below
/// the prefix tell where the rest can be cut into ranges of keys. Sound wherever the server lists in the
/// order of bytes, which is checked; else one page is read after the other.
///
/// Cost: a request per 1000 objects, and one more per cut.
Result<std::vector<ObjectInfo>> list_objects(S3Client& client, std::string_view prefix,
                                             std::string_view after, std::string_view until = {});

/// What lies directly below `prefix`: all pages of a listing with the delimiter '/' in one.
Result<S3ListPage> list_folder(S3Client& client, std::string_view prefix);

}  // namespace eigenlake
