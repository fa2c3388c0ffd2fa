#include "eigenlake/dataset/store_destination.h"

#include <algorithm>

#include "eigenlake/dataset/export_manifest.h"

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

}  // namespace

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
