// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/iceberg/catalog/table.h"
#include "eigenlake/transform/experiment.h"

namespace eigenlake {

/// The stamps of all batches by processing_metadata, in the order in which they became complete.
Result<std::vector<BatchStamp>> read_stamps(const iceberg::Table& audit);

struct ReadObject {
  std::string key;
  bool had_new = false;  ///< Experiments that the lake did not have.
};

/// The raw objects that each batch read, by the ledger; quarantined ones are left out.
using ObjectsOfBatches = std::map<std::string, std::vector<ReadObject>>;
Result<ObjectsOfBatches> objects_of_batches(const iceberg::Table& ledger);

/// Makes a deep check compare the table with later batches only: up to this one, a recovery has given rows to
/// other batches, or they are gone.
Result<> count_after(iceberg::Table& table, const std::string& batch_id);

}  // namespace eigenlake
