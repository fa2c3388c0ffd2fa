// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace eigenlake::iceberg {

/// Random version 4 UUID, lower case with dashes.
std::string new_uuid();
/// Random positive snapshot id.
int64_t new_snapshot_id();

}  // namespace eigenlake::iceberg
