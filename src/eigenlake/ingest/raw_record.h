#pragma once

#include <string>

#include "eigenlake/base/error.h"
#include "eigenlake/lake/lake.h"
#include "eigenlake/simulation/simulate.h"

namespace eigenlake {

/// Writes the record as a raw object RAW/experiments/experiment.vqe/<unix_nano>-<id>.avro, durable when it
/// returns, never visible in part. Returns its URI.
///
/// Errors: of the store.
Result<std::string> store_raw_record(const Lake& lake, const SimulatedRun& run);

}  // namespace eigenlake
