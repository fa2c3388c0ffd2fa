#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace eigenlake {

/// What the key of a raw object tells when a Kafka sink named it:
/// {folder/}{topic}+{partition}+{offset}.{extension}, the offset being that of its first record.
///
/// Source: Kafka Connect's S3 sinks; the offset has leading zeros to ten digits by default.
struct SinkName {
  std::string_view run;  ///< The key up to the offset: what the objects of one partition begin with.
  std::string_view topic;
  int32_t partition = 0;
  int64_t offset = 0;
  size_t num_digits = 0;  ///< Of the offset as it is written.
};

/// None for other names. The views point into `key`.
std::optional<SinkName> parse_sink_name(std::string_view key);

}  // namespace eigenlake
