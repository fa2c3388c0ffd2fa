// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/dataset/export_destination.h"

#include <cerrno>

#include <fcntl.h>

#include "eigenlake/dataset/export_manifest.h"
#include "eigenlake/iceberg/spec/unique_id.h"
#include "eigenlake/lake/lake_files.h"
#include "eigenlake/object_store/local_file.h"
#include "eigenlake/object_store/local_object_store.h"

namespace eigenlake {
namespace {

class StoreDestination final : public ExportDestination {
 public:
  StoreDestination(std::shared_ptr<ObjectStore> store, std::string prefix, std::vector<ObjectInfo> earlier)
      : earlier_(std::move(earlier)) {
    store_ = std::move(store);
    prefix_ = std::move(prefix);
    uri_ = store_->uri_of(prefix_);
    while (uri_.ends_with('/')) uri_.pop_back();
  }

  /// Until publish() there is no dataset at this place.
  Result<> begin() {
    EIGENLAKE_RETURN_IF_ERROR(store_->put(key_of(kIncompleteMark), incomplete_json()));
    return store_->remove(key_of(kExportManifest));
  }

  Result<> publish(const std::string& manifest_json) override {
    EIGENLAKE_ASSIGN_OR_RETURN(const auto paths, paths_of_manifest(manifest_json));
    for (const ObjectInfo& object : earlier_) {
      if (!paths.contains(object.key.substr(prefix_.size())))
        EIGENLAKE_RETURN_IF_ERROR(store_->remove(object.key));
    }
    EIGENLAKE_RETURN_IF_ERROR(store_->put(key_of(kExportManifest), manifest_json));
    return store_->remove(key_of(kIncompleteMark));
  }

 private:
  std::vector<ObjectInfo> earlier_;
};

namespace fs = std::filesystem;

Result<bool> is_empty_or_missing(const fs::path& folder) {
  std::error_code code;
  const auto status = fs::status(folder, code);
  if (status.type() == fs::file_type::not_found) return true;
  if (code) return fail(ErrorKind::kStore, "cannot inspect {}: {}", folder.string(), code.message());
  if (!fs::is_directory(status))
    return fail(ErrorKind::kUsage, "the dataset's place must be a folder or new; a file is at {}",
                folder.string());
  const bool empty = fs::is_empty(folder, code);
  if (code) return fail(ErrorKind::kStore, "cannot list {}: {}", folder.string(), code.message());
  return empty;
}

class LocalDestination final : public ExportDestination {
 public:
  explicit LocalDestination(fs::path folder)
      : folder_(std::move(folder)),
        staging_(folder_.string() + ".partial-" + iceberg::new_uuid().substr(0, 8)) {
    store_ = std::make_shared<LocalObjectStore>(staging_);
    uri_ = "file://" + folder_.string();
  }

  ~LocalDestination() override {
    std::error_code ignored;
    if (!published_) fs::remove_all(staging_, ignored);
  }

  std::optional<fs::path> local_folder() const override { return staging_; }

  Result<> publish(const std::string& manifest_json) override {
    EIGENLAKE_RETURN_IF_ERROR(store_->put(kExportManifest, manifest_json));
    EIGENLAKE_RETURN_IF_ERROR(move_into_place());
    published_ = true;
    return sync_directory(folder_.parent_path());
  }

 private:
  /// Renames over nothing or an empty folder; an earlier dataset is exchanged with the new one and then
  /// removed.
  Result<> move_into_place() const {
    if (::rename(staging_.c_str(), folder_.c_str()) == 0) return {};
    if (errno != ENOTEMPTY && errno != EEXIST) return fail_with_errno("rename to", folder_);
    if (::renameat2(AT_FDCWD, staging_.c_str(), AT_FDCWD, folder_.c_str(), RENAME_EXCHANGE) != 0)
      return fail_with_errno("exchange with", folder_);
    std::error_code code;
    fs::remove_all(staging_, code);
    if (!code) return {};
    return fail(ErrorKind::kStore,
                "the dataset is complete, but the earlier one cannot be removed from {}: {}",
                staging_.string(), code.message());
  }

  fs::path folder_;
  fs::path staging_;
  bool published_ = false;
};

}  // namespace

Result<std::unique_ptr<ExportDestination>> open_local_destination(const fs::path& folder, bool replace) {
  std::error_code code;
  fs::path path = fs::absolute(folder, code).lexically_normal();
  if (code) return fail(ErrorKind::kStore, "{}: {}", folder.string(), code.message());
  if (!path.has_filename()) path = path.parent_path();
  if (!path.has_filename()) return fail(ErrorKind::kUsage, "cannot create the folder {}", folder.string());
  EIGENLAKE_RETURN_IF_ERROR(check_outside_of_lakes(fs::weakly_canonical(path, code)));
  EIGENLAKE_ASSIGN_OR_RETURN(const bool free, is_empty_or_missing(path));
  if (!free) {
    LocalObjectStore earlier(path);
    EIGENLAKE_RETURN_IF_ERROR(check_may_replace(earlier, "", path.string(), replace));
  }
  return std::make_unique<LocalDestination>(std::move(path));
}

Result<std::unique_ptr<ExportDestination>> open_store_destination(std::shared_ptr<ObjectStore> store,
                                                                  std::string prefix, bool replace) {
  EIGENLAKE_ASSIGN_OR_RETURN(auto earlier, store->list(prefix));
  if (!earlier.empty())
    EIGENLAKE_RETURN_IF_ERROR(check_may_replace(*store, prefix, store->uri_of(prefix), replace));
  auto destination =
      std::make_unique<StoreDestination>(std::move(store), std::move(prefix), std::move(earlier));
  EIGENLAKE_RETURN_IF_ERROR(destination->begin());
  return destination;
}

}  // namespace eigenlake
