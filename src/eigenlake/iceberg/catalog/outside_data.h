#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/iceberg/catalog/table_places.h"

namespace eigenlake::iceberg {

/// The places outside of a warehouse whose files its tables may name, as a user allows them: a table that
/// another program made must not make this one read any file that it has the right to.
///
/// Threads: const functions from any thread.
class OutsideData {
 public:
  /// `places`: folders, as absolute paths or URIs, or "s3://bucket/prefix".
  OutsideData(std::vector<std::string> places, StoreProvider provider);

  /// Where a file below one of the places lies. Errors: kUnsupported, with the setting that allows more;
  /// those of the provider.
  Result<StoredPlace> find(std::string_view uri) const;

 private:
  struct Place {
    std::string uri;  ///< In normal form.
    std::shared_ptr<ObjectStore> store;
  };

  StoreProvider provider_;
  mutable std::mutex mutex_;
  mutable std::vector<Place> places_;
};

}  // namespace eigenlake::iceberg
