// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include <arrow/type_fwd.h>

#include "eigenlake/transform/experiment.h"

namespace eigenlake {

/// The result of a raw object: a row of source_objects.
struct LedgerEntry {
  std::string object_uri;
  std::string etag;
  uint64_t size_bytes = 0;
  std::string format = {};  ///< avro, json or unknown.
  int64_t records = 0;      ///< Good and faulty ones.
  int64_t experiments_new = 0;
  int64_t experiments_duplicate = 0;
  std::optional<std::string> error;  ///< Why it is quarantined; none if ingested.
};

std::shared_ptr<arrow::RecordBatch> ledger_rows(std::span<const LedgerEntry> entries,
                                                const BatchStamp& stamp);

}  // namespace eigenlake
