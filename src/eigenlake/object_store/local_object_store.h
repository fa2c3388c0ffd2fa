// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "eigenlake/object_store/local_file.h"
#include "eigenlake/object_store/object_store.h"

namespace eigenlake {

/// Objects are files below a directory of the local file system.
///
/// A write goes to a hidden temporary file beside its place ('.name.….tmp'), is fsynced, renamed (put) or
/// hard-linked (put_if_absent), and the directory is fsynced. Directories are fsynced up to the root before a
/// file appears in them, once in the life of a store, because another process may just have created them. A
/// temporary file left by a killed process is never listed; `remove_stale_temporaries` deletes old ones.
class LocalObjectStore final : public ObjectStore {
 public:
  /// Makes `root` absolute; creates it on the first write only. Folder names are made durable up to
  /// `durable_from`, the root or a folder above it; without one, up to the root.
  explicit LocalObjectStore(const std::filesystem::path& root,
                            const std::filesystem::path& durable_from = {});

  Result<std::string> get(std::string_view key) override;
  Result<std::string> get_range(std::string_view key, uint64_t offset, uint64_t length) override;
  Result<> put(std::string_view key, std::string_view bytes) override;
  Result<> put_all(std::span<const NewObject> objects) override;
  Result<> put_unsynced(std::string_view key, std::string_view bytes) override;
  Result<> put_unsynced_if_absent(std::string_view key, std::string_view bytes) override;
  Result<> put_if_absent(std::string_view key, std::string_view bytes) override;
  Result<> put_pieces_if_absent(std::string_view key, std::span<const std::string_view> pieces) override;
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
  /// Empty parts and such as "." are left out: other spellings of a path lead to the same key.
  Result<std::string> key_of(std::string_view uri) const override;

  const std::filesystem::path& root() const { return root_; }
  std::filesystem::path path_of(std::string_view key) const { return root_ / key; }

  /// Deletes temporary files below `prefix` that are older than `age_seconds_min`; returns how many.
  Result<int> remove_stale_temporaries(std::string_view prefix, int64_t age_seconds_min);

 private:
  Result<TemporaryFile> create_file(std::string_view key) const;

  std::filesystem::path root_;
  std::shared_ptr<DurableFolders> folders_;  ///< Shared with writers.
};

}  // namespace eigenlake
