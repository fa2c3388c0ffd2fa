// SPDX-License-Identifier: Apache-2.0
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

/// A molecule that failed: a row of failed_runs.
struct FailedRun {
  std::string input;      ///< "molecules.json, molecule 3"
  std::string molecule;   ///< Its name; empty if unreadable.
  std::string kind;       ///< Of the error, as name_of() says.
  std::string reason;     ///< The error in full.
  std::string command;    ///< "run"
  int64_t failed_at = 0;  ///< UTC, microseconds since 1970.
  std::string engine_version;
};

bool is_failure_object(std::string_view key);

/// Writes RAW/failures/experiment.vqe/<unix_nano>-<uuid>.json, durable, for the next ingest.
/// Errors: of the store.
Result<> store_failed_run(const Lake& lake, const FailedRun& failure);

/// Ignores unknown keys. Errors: kCorrupt.
Result<FailedRun> parse_failed_run(std::string_view json);

std::shared_ptr<arrow::RecordBatch> failed_run_rows(std::span<const FailedRun> failures,
                                                    std::string_view batch_id);

}  // namespace eigenlake
