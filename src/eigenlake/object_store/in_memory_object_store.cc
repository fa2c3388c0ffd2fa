// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/object_store/in_memory_object_store.h"

#include <set>

#include "eigenlake/base/clock.h"

namespace eigenlake {
namespace {

std::unexpected<Error> missing(std::string_view key) {
  return fail(ErrorKind::kNotFound, "no object under '{}'", key);
}

}  // namespace

Result<std::string> InMemoryObjectStore::get(std::string_view key) {
  const std::lock_guard lock(mutex_);
  const auto it = objects_.find(key);
  if (it == objects_.end()) return missing(key);
  return it->second.bytes;
}

Result<std::string> InMemoryObjectStore::get_range(std::string_view key, uint64_t offset, uint64_t length) {
  EIGENLAKE_ASSIGN_OR_RETURN(const std::string bytes, get(key));
  if (offset > bytes.size() || length > bytes.size() - offset)
    return fail(ErrorKind::kStore, "cannot read {} bytes at {} of '{}', an object of {} bytes", length,
                offset, key, bytes.size());
  return bytes.substr(offset, length);
}

Result<> InMemoryObjectStore::put(std::string_view key, std::string_view bytes) {
  EIGENLAKE_RETURN_IF_ERROR(check_object_key(key));
  put_foreign(key, bytes);
  return {};
}

void InMemoryObjectStore::put_foreign(std::string_view key, std::string_view bytes) {
  const std::lock_guard lock(mutex_);
  objects_.insert_or_assign(std::string(key), Object{std::string(bytes), ++writes_, now_ms()});
}

Result<> InMemoryObjectStore::put_if_absent(std::string_view key, std::string_view bytes) {
  EIGENLAKE_RETURN_IF_ERROR(check_object_key(key));
  const std::lock_guard lock(mutex_);
  const bool created =
      objects_.try_emplace(std::string(key), Object{std::string(bytes), ++writes_, now_ms()}).second;
  if (!created) return fail(ErrorKind::kAlreadyExists, "object '{}' already exists", key);
  return {};
}

Result<std::unique_ptr<ObjectWriter>> InMemoryObjectStore::open_writer(std::string_view key) {
  EIGENLAKE_RETURN_IF_ERROR(check_object_key(key));
  return std::make_unique<GatheringWriter>(*this, key);
}

Result<> InMemoryObjectStore::remove(std::string_view key) {
  const std::lock_guard lock(mutex_);
  if (const auto it = objects_.find(key); it != objects_.end()) objects_.erase(it);
  return {};
}

Result<ObjectInfo> InMemoryObjectStore::head(std::string_view key) {
  const std::lock_guard lock(mutex_);
  const auto it = objects_.find(key);
  if (it == objects_.end()) return missing(key);
  return ObjectInfo{std::string(key), it->second.bytes.size(), std::to_string(it->second.write_number),
                    it->second.modified_ms};
}

Result<std::vector<ObjectInfo>> InMemoryObjectStore::list(std::string_view prefix) {
  return list_after(prefix, "");
}

Result<std::vector<ObjectInfo>> InMemoryObjectStore::list_after(std::string_view prefix,
                                                                std::string_view start_after) {
  auto objects = list_all(prefix, start_after);
  std::erase_if(objects, [](const ObjectInfo& object) { return !check_object_key(object.key); });
  return objects;
}

Result<std::vector<ObjectInfo>> InMemoryObjectStore::list_without(std::string_view prefix,
                                                                  std::span<const KeyRange> left_out) {
  auto objects = list_all(prefix, "");
  erase_ranges(objects, left_out);
  return objects;
}

std::vector<ObjectInfo> InMemoryObjectStore::list_all(std::string_view prefix, std::string_view start_after) {
  const std::lock_guard lock(mutex_);
  std::vector<ObjectInfo> infos;
  auto it = start_after < prefix ? objects_.lower_bound(prefix) : objects_.upper_bound(start_after);
  for (; it != objects_.end() && it->first.starts_with(prefix); ++it)
    infos.push_back({it->first, it->second.bytes.size(), std::to_string(it->second.write_number),
                     it->second.modified_ms});
  return infos;
}

Result<std::vector<std::string>> InMemoryObjectStore::list_names(std::string_view prefix) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto infos, list(prefix));
  std::set<std::string> names;
  for (const ObjectInfo& info : infos) {
    const size_t end = std::min(info.key.find('/', prefix.size()), info.key.size() - 1) + 1;
    names.insert(info.key.substr(prefix.size(), end - prefix.size()));
  }
  return std::vector<std::string>(names.begin(), names.end());
}

std::string InMemoryObjectStore::uri_of(std::string_view key) const {
  return fmt::format("memory://{}{}{}", name_, key.empty() ? "" : "/", key);
}

Result<std::string> InMemoryObjectStore::key_of(std::string_view uri) const {
  const std::string root = uri_of("");
  if (uri == root) return std::string();
  if (!uri.starts_with(root + "/"))
    return fail(ErrorKind::kNotFound, "a place must be below {}, got {}", root, uri);
  return std::string(uri.substr(root.size() + 1));
}

}  // namespace eigenlake
