// SPDX-License-Identifier: Apache-2.0
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
  std::string object_uri;  ///< As the ledger names it.
  std::string etag;
  int64_t size_bytes = 0;
  std::string format;
  int64_t records = 0;
  std::string error;
  std::string batch_id;
  int64_t timestamp_us = 0;  ///< UTC, since 1970.
  bool is_dropped = false;   ///< Somebody ended it; `error` says who and why.
};

/// What the ledger has, of complete batches, ordered by URI; objects that are gone meanwhile included.
///
/// Cost: reads the ledger.
Result<std::vector<QuarantineEntry>> quarantined_objects(const LakeTables& tables);

/// What waits in quarantine.
struct Quarantine {
  std::vector<QuarantineEntry> entries;
  uint64_t num_gone = 0;     ///< Beside these: objects that are no longer in the raw store.
  uint64_t num_dropped = 0;  ///< And those that somebody dropped.
};

/// The entries whose objects are there, and the messages of Kafka that never were objects.
///
/// Errors: those of the store.
/// Cost:   reads the ledger, and inspects each object.
Result<Quarantine> waiting_in_quarantine(const Lake& lake, const LakeTables& tables);

/// What a retry is to read.
struct RetryPlan {
  std::vector<ObjectInfo> objects;  ///< As they are in the store now.
  std::vector<std::string> gone;    ///< URIs of named objects that are not there.
};

/// The quarantined objects with these names, dropped ones among them, or all that wait. A name is an object's
/// URI, or its key behind "experiments/{topic}/".
///
/// Errors: kNotFound naming the first that is not quarantined; kUnsupported for a message of Kafka; kStore.
Result<RetryPlan> objects_to_retry(const Lake& lake, const LakeTables& tables,
                                   std::span<const std::string> names);

/// The entries that have these names, each once. Errors: kNotFound naming the first that none has.
Result<std::vector<QuarantineEntry>> entries_named(std::span<const QuarantineEntry> entries,
                                                   std::span<const std::string> names);

/// What the ledger says of a dropped entry, and what it said before: "dropped by mari@lab-3: … (was: …)".
std::string dropped_error(std::string_view who, std::string_view reason, std::string_view error_before);

}  // namespace eigenlake
