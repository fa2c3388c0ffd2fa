// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "eigenlake/base/error.h"
#include "eigenlake/query/sql_session.h"

namespace eigenlake {

/// How many experiments a condition selects.
struct SelectedExperiments {
  int64_t selected = 0;
  int64_t total = 0;
};

/// Keeps the ids of the experiments for create_export_views(). Errors: kInternal.
Result<> select_experiments(SqlSession& session, std::span<const std::string> ids);

/// What the rows of a dataset lack, compared with `sql`.
struct ExportViewOptions {
  bool only_selected =
      false;                 ///< Rows of the selected experiments only, and of the batches that stored them.
  bool with_paths = false;   ///< Keep local paths.
  std::string raw_location;  ///< URI of the lake's raw objects, with a slash at its end; may be empty.
};

/// Puts a view before each of the tables whose rows change, so that a bare name finds it.
///
/// Local paths are in columns that no other table refers to: object_uri keeps the part below the raw objects,
/// or for a file elsewhere a digest of its folder and its name; input keeps the name; texts keep the names of
/// files. URIs of object stores stay.
/// Errors: kUsage for a table of the selection without the column experiment_id.
Result<> create_export_views(SqlSession& session, std::span<const std::string> tables,
                             const ExportViewOptions& options);

/// Whether rows of the table say where files lie.
bool holds_paths(std::string_view table);
/// Whether rows of the table are about files instead of experiments or batches: no selection has them.
bool is_about_files(std::string_view table);

}  // namespace eigenlake
