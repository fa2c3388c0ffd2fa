#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "eigenlake/ingest/batch_report.h"

namespace eigenlake {

struct QuarantinedObject {
  std::string uri;
  std::string error;
};

struct IngestReport {
  BatchReport batch;
  uint64_t objects_total = 0;  ///< Raw objects in the store.
  uint64_t objects_new = 0;    ///< Of them, not in the ledger with this etag.
  uint64_t records = 0;
  uint64_t records_faulty = 0;  ///< Of them, quarantined while others of their object were ingested.
  uint64_t experiments_new = 0;
  uint64_t experiments_duplicate = 0;
  uint64_t experiments_deleted = 0;  ///< Left out, because they were deleted.
  uint64_t failures = 0;             ///< Molecules that could not be run.
  std::vector<QuarantinedObject> quarantined;
  std::vector<std::string>
      recovered_batches;  ///< Earlier batches that had died and were finished or undone first.
};

struct FeaturesReport {
  BatchReport batch;
  uint64_t experiments_new = 0;
  uint64_t experiments_again = 0;  ///< Whose features followed older formulas.
  std::vector<std::string> recovered_batches;
};

struct IngestAndFeaturesReport {
  IngestReport ingest;
  FeaturesReport features;
};

}  // namespace eigenlake
