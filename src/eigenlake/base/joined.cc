#include "eigenlake/base/joined.h"

namespace eigenlake {

std::string joined(std::span<const std::string_view> pieces) {
  size_t size = 0;
  for (const auto piece : pieces) size += piece.size();
  std::string bytes;
  bytes.reserve(size);
  for (const auto piece : pieces) bytes += piece;
  return bytes;
}

}  // namespace eigenlake
