// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "eigenlake/dataset/export.h"
#include "eigenlake/object_store/s3_options.h"
#include "eigenlake/session/visible_lake.h"

namespace eigenlake {

struct ExportRequest {
  ExportOptions options = {};
  TimeTravel travel = {};
  std::string as_of_text = {};           ///< The time of travel.as_of_ms, for the dataset's card.
  std::vector<std::string> tables = {};  ///< Names that known_table() gave; none: all of ours.
  std::string place = {};                ///< A folder or a URI.
  bool replace = false;                  ///< Overwrites an existing dataset.
  S3Options s3 = {};
  int num_threads = 1;
};

/// The size of a table that would be exported.
struct PlannedExport {
  std::string table;
  int64_t rows = 0;
  int64_t files = 0;
  int64_t bytes = 0;
};

/// What would be exported. Checks a local place and creates nothing.
/// Errors: of VisibleLake::load and the place; why a requested table cannot be read.
Result<std::vector<PlannedExport>> plan_export(const Lake& lake, const ExportRequest& request);

/// Writes the dataset. Errors: as plan_export, and of export_dataset.
Result<ExportReport> export_tables(const Lake& lake, const ExportRequest& request);

}  // namespace eigenlake
