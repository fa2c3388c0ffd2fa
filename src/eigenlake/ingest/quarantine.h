#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/lake/lake.h"
#include "eigenlake/lake/lake_tables.h"
#include "eigenlake/object_store/object_store.h"

namespace eigenlake {

/// A raw object whose newest row in the ledger says that it, or a record of it, could not be ingested.
struct QuarantineEntry {
  std::string object_uri;
  std::string etag;
  int64_t size_bytes = 0;
  std::string format;
  int64_t records = 0;
  std::string error;
  std::string batch_id;
  int64_t timestamp_us = 0;  ///< UTC, since 1970.
};

/// Ordered by URI, from complete batches.
///
/// Cost: reads the ledger.
Result<std::vector<QuarantineEntry>> quarantined_objects(const LakeTables& tables);

/// The quarantined objects with these URIs, or all, as they are in the store now. Of all, those that are gone
/// are left out.
///
/// Errors: kNotFound naming the first URI that is not quarantined, or whose object is gone; kStore.
Result<std::vector<ObjectInfo>> objects_to_retry(const Lake& lake, const LakeTables& tables,
                                                 std::span<const std::string> uris);

}  // namespace eigenlake
