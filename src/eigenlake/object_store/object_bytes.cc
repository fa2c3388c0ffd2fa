#include "eigenlake/object_store/object_bytes.h"

#include <algorithm>

namespace eigenlake {

ReadNext object_bytes(ObjectStore& store, std::string key, uint64_t size_bytes) {
  return [&store, key = std::move(key), left = size_bytes,
          place = uint64_t{0}](uint64_t length) mutable -> Result<std::string> {
    const uint64_t count = std::min(length, left);
    if (count == 0) return std::string();
    EIGENLAKE_ASSIGN_OR_RETURN(std::string bytes, store.get_range(key, place, count));
    place += count;
    left -= count;
    return bytes;
  };
}

}  // namespace eigenlake
