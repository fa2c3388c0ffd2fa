// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/object_store/open_object_store.h"

#include <map>
#include <mutex>
#include <string>

#include "eigenlake/object_store/in_memory_object_store.h"
#include "eigenlake/object_store/local_object_store.h"
#include "eigenlake/object_store/s3_address.h"
#include "eigenlake/object_store/s3_object_store.h"

namespace eigenlake {
namespace {

constexpr std::string_view kMemoryScheme = "memory://";

std::shared_ptr<ObjectStore> shared_memory_store(std::string_view name) {
  static std::mutex mutex;
  static std::map<std::string, std::shared_ptr<InMemoryObjectStore>, std::less<>> stores;
  const std::lock_guard lock(mutex);
  std::shared_ptr<InMemoryObjectStore>& store = stores[std::string(name)];
  if (!store) store = std::make_shared<InMemoryObjectStore>(std::string(name));
  return store;
}

/// The path of "file:///a", "file:/a" and of what has no scheme.
std::string_view local_path(std::string_view uri) {
  if (uri.starts_with("file:///")) return uri.substr(7);
  return uri.starts_with("file:/") ? uri.substr(5) : uri;
}

}  // namespace

Result<std::shared_ptr<ObjectStore>> open_object_store(std::string_view uri, const S3Options& options) {
  if (is_s3_uri(uri)) return S3ObjectStore::open(uri, options);
  if (uri.starts_with(kMemoryScheme)) {
    std::string_view name = uri.substr(kMemoryScheme.size());
    while (name.ends_with('/')) name.remove_suffix(1);
    if (name.empty())
      return fail(ErrorKind::kInvalidInput, "a memory store must be memory://name, got '{}'", uri);
    return shared_memory_store(name);
  }
  const std::string_view path = local_path(uri);
  if (path.empty() || path.contains("://"))
    return fail(ErrorKind::kUsage,
                "a place must be a folder, file:///folder, s3://bucket/prefix, s3a://bucket/prefix or "
                "memory://name, got '{}'",
                uri);
  return std::make_shared<LocalObjectStore>(std::string(path));
}

}  // namespace eigenlake
