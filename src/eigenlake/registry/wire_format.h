// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "eigenlake/base/error.h"

namespace eigenlake::registry {

/// A Kafka value in Confluent's wire format: byte 0, the schema's id as 4 bytes big-endian, the Avro body.
/// Source: Confluent Schema Registry, "Wire format".
struct FramedMessage {
  int32_t schema_id = 0;
  std::string_view body;  ///< Points into the parsed value.
};

inline constexpr size_t kFrameBytes = 5;

/// Errors: kCorrupt for fewer than five bytes or another first byte, saying which.
Result<FramedMessage> parse_frame(std::string_view value);

/// Appends the five bytes.
void append_frame(std::string& out, int32_t schema_id);

}  // namespace eigenlake::registry
