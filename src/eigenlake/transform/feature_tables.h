// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>

#include <arrow/api.h>

#include "eigenlake/transform/run_features.h"

namespace eigenlake {

/// Rows of both ML tables for the same runs.
struct FeatureRows {
  std::shared_ptr<arrow::RecordBatch> iteration_features;  ///< ml_iteration_features
  std::shared_ptr<arrow::RecordBatch> run_summary;         ///< ml_run_summary
};

/// Columns are those of schemas/tables.json in order; repeated strings come as dictionary arrays.
///
/// Threads: any; the result depends on the arguments alone.
FeatureRows feature_rows(std::span<const Run> runs, const FeatureSettings& settings, const BatchStamp& stamp);

}  // namespace eigenlake
