#include "eigenlake/json/utf8.h"

#include <simdjson.h>

namespace eigenlake {

bool is_valid_utf8(std::string_view text) {
  // The library's call has a fixed cost that is not worth it for the short labels that most strings are.
  if (text.size() <= 32) {
    bool ascii = true;
    for (const char c : text) ascii = ascii && static_cast<unsigned char>(c) < 0x80;
    if (ascii) return true;
  }
  return simdjson::validate_utf8(text.data(), text.size());
}

}  // namespace eigenlake
