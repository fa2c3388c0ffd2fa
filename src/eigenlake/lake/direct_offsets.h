// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "eigenlake/base/error.h"

namespace eigenlake::iceberg {
struct TableMetadata;
}  // namespace eigenlake::iceberg

namespace eigenlake {

/// First and last offset in the tables, by partition.
using OffsetRanges = std::map<int32_t, std::pair<int64_t, int64_t>>;
/// By topic.
using DirectOffsets = std::map<std::string, OffsetRanges, std::less<>>;

/// Key of summaries of processing_metadata: the offsets of topics that landed without raw objects, as
/// {"experiment.vqe": {"0": [0, 41], "1": [7, 99]}}, partition → [first, last].
inline constexpr std::string_view kDirectOffsetsProperty = "eigenlake.kafka-direct";

/// From the newest snapshot that has them. Errors: kCorrupt.
Result<DirectOffsets> direct_offsets_of(const iceberg::TableMetadata& audit);

std::string to_json(const OffsetRanges& ranges);
std::string to_json(const DirectOffsets& offsets);
/// Errors: kCorrupt.
Result<DirectOffsets> parse_direct_offsets(std::string_view json);

}  // namespace eigenlake
