// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/object_store/object_store.h"

#include <algorithm>

#include "eigenlake/base/joined.h"

namespace eigenlake {

void erase_ranges(std::vector<ObjectInfo>& objects, std::span<const KeyRange> ranges) {
  auto range = ranges.begin();
  std::erase_if(objects, [&](const ObjectInfo& object) {
    while (range != ranges.end() && range->last < object.key) ++range;
    return range != ranges.end() && range->first <= object.key;
  });
}

Result<> ObjectStore::put_all(std::span<const NewObject> objects) {
  for (const NewObject& object : objects) EIGENLAKE_RETURN_IF_ERROR(put(object.key, object.bytes));
  return {};
}

Result<> ObjectStore::put_pieces_if_absent(std::string_view key, std::span<const std::string_view> pieces) {
  return put_if_absent(key, joined(pieces));
}

Result<> ObjectStore::remove_all(std::span<const std::string> keys) {
  for (const std::string& key : keys) EIGENLAKE_RETURN_IF_ERROR(remove(key));
  return {};
}

Result<std::vector<ObjectInfo>> ObjectStore::list_after(std::string_view prefix,
                                                        std::string_view start_after) {
  EIGENLAKE_ASSIGN_OR_RETURN(auto objects, list(prefix));
  const auto first = std::ranges::upper_bound(objects, start_after, {}, &ObjectInfo::key);
  objects.erase(objects.begin(), first);
  return objects;
}

Result<std::vector<ObjectInfo>> ObjectStore::list_without(std::string_view prefix,
                                                          std::span<const KeyRange> left_out) {
  EIGENLAKE_ASSIGN_OR_RETURN(auto objects, list(prefix));
  erase_ranges(objects, left_out);
  return objects;
}

Result<bool> ObjectStore::exists(std::string_view key) {
  auto info = head(key);
  if (info) return true;
  if (info.error().kind == ErrorKind::kNotFound) return false;
  return std::unexpected(std::move(info).error());
}

Result<> check_object_key(std::string_view key) {
  size_t begin = 0;
  while (true) {
    const size_t end = std::min(key.find('/', begin), key.size());
    const std::string_view part = key.substr(begin, end - begin);
    if (part.empty() || part.front() == '.' || part.contains('\0'))
      return fail(ErrorKind::kInvalidInput,
                  "parts of an object key must not be empty or begin with '.', got '{}'", key);
    if (end == key.size()) return {};
    begin = end + 1;
  }
}

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
