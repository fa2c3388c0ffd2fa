// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <mutex>
#include <string>

#include "eigenlake/object_store/object_store.h"

namespace eigenlake {

/// Objects in a map of this process, for tests. URIs are "memory://{name}/{key}"; etags count the writes.
class InMemoryObjectStore final : public ObjectStore {
 public:
  explicit InMemoryObjectStore(std::string name = "store") : name_(std::move(name)) {}

  Result<std::string> get(std::string_view key) override;
  Result<std::string> get_range(std::string_view key, uint64_t offset, uint64_t length) override;
  Result<> put(std::string_view key, std::string_view bytes) override;
  Result<> put_if_absent(std::string_view key, std::string_view bytes) override;
  Result<std::unique_ptr<ObjectWriter>> open_writer(std::string_view key) override;
  Result<> remove(std::string_view key) override;
  Result<ObjectInfo> head(std::string_view key) override;
  bool has_cheap_head() const override { return true; }
  Result<std::vector<ObjectInfo>> list(std::string_view prefix) override;
  Result<std::vector<ObjectInfo>> list_after(std::string_view prefix, std::string_view start_after) override;
  Result<std::vector<ObjectInfo>> list_without(std::string_view prefix,
                                               std::span<const KeyRange> left_out) override;
  Result<std::vector<std::string>> list_names(std::string_view prefix) override;
  std::string uri_of(std::string_view key) const override;
  Result<std::string> key_of(std::string_view uri) const override;

  /// Writes under any key, as other programs do in S3.
  void put_foreign(std::string_view key, std::string_view bytes);

 private:
  struct Object {
    std::string bytes;
    uint64_t write_number = 0;
    int64_t modified_ms = 0;
  };

  std::vector<ObjectInfo> list_all(std::string_view prefix, std::string_view start_after);

  std::string name_;
  std::mutex mutex_;
  std::map<std::string, Object, std::less<>> objects_;
  uint64_t writes_ = 0;
};

}  // namespace eigenlake
