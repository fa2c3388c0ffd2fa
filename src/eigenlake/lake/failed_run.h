#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include <arrow/type_fwd.h>

#include "eigenlake/base/error.h"
#include "eigenlake/lake/lake.h"

namespace eigenlake {

/// A molecule that could not be run: a row of failed_runs.
struct FailedRun {
  std::string input;      ///< "molecules.json, molecule 3"
  std::string molecule;   ///< What the input calls it; empty where it could not be read.
  std::string kind;       ///< Of the error, as name_of() says.
  std::string reason;     ///< The error in full.
  std::string command;    ///< "run"
  int64_t failed_at = 0;  ///< UTC, microseconds since 1970.
  std::string engine_version;
};

/// Whether a raw object tells of a failure.
bool is_failure_object(std::string_view key);

/// Writes the failure as a raw object RAW/failures/experiment.vqe/<unix_nano>-<uuid>.json, durable when it
/// returns; an ingest makes a row of it.
///
/// Errors: of the store.
Result<> store_failed_run(const Lake& lake, const FailedRun& failure);

/// Reads such an object; keys that are not known are ignored. Errors: kCorrupt.
Result<FailedRun> parse_failed_run(std::string_view json);

std::shared_ptr<arrow::RecordBatch> failed_run_rows(std::span<const FailedRun> failures,
                                                    std::string_view batch_id);

}  // namespace eigenlake
