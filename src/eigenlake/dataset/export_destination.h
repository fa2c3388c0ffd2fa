#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "eigenlake/base/error.h"
#include "eigenlake/object_store/object_store.h"

namespace eigenlake {

/// The file of a dataset that names all others; its presence means that the dataset is complete.
inline constexpr std::string_view kExportManifest = "manifest.json";

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

}  // namespace eigenlake
