// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace eigenlake {

/// A key by a Kafka sink: {folder/}{topic}+{partition}+{offset of the first record}.{extension}.
///
/// Source: Kafka Connect's S3 sinks; the offset has leading zeros to ten digits by default.
struct SinkName {
  std::string_view run;  ///< Up to the offset: common to a partition.
  std::string_view topic;
  int32_t partition = 0;
  int64_t offset = 0;
  size_t num_digits = 0;  ///< Of the written offset.
};

/// None for other names. The views point into `key`.
std::optional<SinkName> parse_sink_name(std::string_view key);

}  // namespace eigenlake
