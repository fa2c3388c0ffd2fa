// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/iceberg/catalog/table_places.h"

namespace eigenlake::iceberg {

/// The places outside a warehouse whose files its tables may name, as allowed by a user: a foreign table must
/// not make this program read any file.
///
/// Threads: const functions from any thread.
class OutsideData {
 public:
  /// `places`: folders, as absolute paths or URIs, or "s3://bucket/prefix".
  OutsideData(std::vector<std::string> places, StoreProvider provider);

  /// Errors: kUnsupported outside the places, with the setting that allows more; of the provider.
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
