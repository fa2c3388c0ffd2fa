// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "eigenlake/lake/lake.h"
#include "eigenlake/report/report_data.h"
#include "eigenlake/session/lake_query.h"

namespace eigenlake {

/// What a report shows, and how much of it.
struct ReportRequest {
  std::string program = {};                          ///< That writes it, with its version: for the page.
  std::vector<std::string> prefixes = {};            ///< Of ids of experiments; each is unique.
  std::optional<std::string> condition = {};         ///< On the view runs.
  std::optional<std::vector<std::string>> ids = {};  ///< Whole ids; those without rows are left out.
  QueryOptions query = {};
  std::string as_of_text = {};  ///< Of the time in `query`, for the page.
  size_t curves_max = 0;        ///< Of so many runs the page has the convergence.
  bool with_paths = false;      ///< Whether the page may name local folders.
};

/// Reads what the page shows: all runs, or those of the ids or the condition.
///
/// Errors: kUsage for ids together with a condition; kNotFound for an unknown id, and where there is no run;
///         those of LakeQuery.
Result<ReportData> read_report(const Lake& lake, const ReportRequest& request);

}  // namespace eigenlake
