// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/json/utf8.h"

#include <cstdint>
#include <cstring>

#include "eigenlake/json/simdjson.h"

namespace eigenlake {
namespace {

bool is_ascii(std::string_view text) {
  constexpr uint64_t kHighBits = 0x8080808080808080;
  uint64_t seen = 0;
  for (; text.size() >= sizeof seen; text.remove_prefix(sizeof seen)) {
    uint64_t word = 0;
    std::memcpy(&word, text.data(), sizeof word);
    seen |= word;
  }
  for (const char c : text) seen |= static_cast<unsigned char>(c);
  return (seen & kHighBits) == 0;
}

}  // namespace

bool is_valid_utf8(std::string_view text) {
  // The library's call has a fixed cost that is not worth it for the short labels that most strings are.
  if (text.size() <= 32 && is_ascii(text)) return true;
  return simdjson::validate_utf8(text.data(), text.size());
}

}  // namespace eigenlake
