// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "eigenlake/base/error.h"
#include "eigenlake/object_store/object_store.h"

namespace eigenlake {

/// The place where a dataset is written so that it is never seen half done: files go to a staging place,
/// publish() makes them the dataset.
class ExportDestination {
 public:
  virtual ~ExportDestination() = default;

  /// Where files are written; their keys begin with `prefix()`.
  ObjectStore& store() const { return *store_; }
  const std::string& prefix() const { return prefix_; }
  std::string key_of(std::string_view path) const { return prefix_ + std::string(path); }

  /// URI of the dataset once it is published, without trailing slash.
  const std::string& uri() const { return uri_; }
  /// The staging place where it is a folder: files may be linked into it.
  virtual std::optional<std::filesystem::path> local_folder() const { return std::nullopt; }

  /// Writes the manifest, last, and makes the files the dataset at uri(). Call once.
  virtual Result<> publish(const std::string& manifest_json) = 0;

 protected:
  std::shared_ptr<ObjectStore> store_;
  std::string prefix_;
  std::string uri_;
};

/// A local folder. Files are written to "{folder}.partial-{8 hex digits}" beside it, which publish() renames;
/// without publish() it is removed, unless the process is killed.
///
/// Errors: kUsage for a folder that is not empty, unless `replace` is set and it is an earlier dataset (with
///         our manifest); kStore.
Result<std::unique_ptr<ExportDestination>> open_local_destination(const std::filesystem::path& folder,
                                                                  bool replace);

/// Keys below `prefix` (empty or ending in '/') of a store without renaming. A file "_incomplete.json" marks
/// a missing manifest; with `replace` the earlier dataset's manifest is removed first and its other files
/// last.
///
/// Errors: as open_local_destination; objects beside a manifest or an _incomplete.json are an earlier
///         dataset.
Result<std::unique_ptr<ExportDestination>> open_store_destination(std::shared_ptr<ObjectStore> store,
                                                                  std::string prefix, bool replace);

}  // namespace eigenlake
