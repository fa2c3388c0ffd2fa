// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/iceberg/spec/manifest_list.h"

namespace eigenlake::iceberg {

/// The Avro container file of a v2 manifest list.
Result<std::string> manifest_list_to_avro(std::span<const ManifestFile> manifests, int64_t snapshot_id,
                                          std::optional<int64_t> parent_snapshot_id, int64_t sequence_number);

/// Reads a v1 or v2 manifest list by field id. Errors: kCorrupt.
Result<std::vector<ManifestFile>> manifest_list_from_avro(std::string_view bytes);

}  // namespace eigenlake::iceberg
