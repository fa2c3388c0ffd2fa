// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/registry/wire_format.h"

#include <cstring>

namespace eigenlake::registry {

Result<FramedMessage> parse_frame(std::string_view value) {
  if (value.size() < kFrameBytes)
    return fail(ErrorKind::kCorrupt, "invalid Confluent message: expected at least {} bytes, found {}",
                kFrameBytes, value.size());
  if (value.front() != '\0')
    return fail(ErrorKind::kCorrupt, "invalid Confluent message: expected first byte 0x00, found 0x{:02x}",
                static_cast<unsigned char>(value.front()));
  uint32_t id = 0;
  std::memcpy(&id, value.data() + 1, sizeof id);
  return FramedMessage{static_cast<int32_t>(__builtin_bswap32(id)), value.substr(kFrameBytes)};
}

void append_frame(std::string& out, int32_t schema_id) {
  const auto id = static_cast<uint32_t>(schema_id);
  out += '\0';
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(id >> shift & 0xff);
}

}  // namespace eigenlake::registry
