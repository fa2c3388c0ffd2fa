// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "eigenlake/base/error.h"
#include "eigenlake/dataset/dataset_description.h"
#include "eigenlake/dataset/export_destination.h"
#include "eigenlake/dataset/export_files.h"
#include "eigenlake/dataset/export_views.h"
#include "eigenlake/lake/audit_log.h"
#include "eigenlake/query/lake_views.h"
#include "eigenlake/query/sql_session.h"

namespace eigenlake {

struct ExportOptions {
  ExportFormat format = ExportFormat::kParquet;
  bool partitioned = false;                     ///< Parquet: folders "{column}={value}".
  int64_t file_bytes_max = int64_t{128} << 20;  ///< Parquet: begin another file from this size on.
  bool compress = false;                        ///< CSV: gzip.
  std::string location = {};  ///< Iceberg: where the copy will lie; empty: where it is written.
  bool history = false;       ///< Iceberg: every complete snapshot, not only the visible one.
  bool link = false;          ///< Iceberg: link data files instead of copying them.
  std::string title = "VQE experiments";
  std::string license = "unspecified";
  std::string authors = {};
  bool with_paths = false;                            ///< Keep local paths.
  std::string where = {};                             ///< Of the selected experiments; empty: all of them.
  SelectedExperiments selected = {};                  ///< With select_experiments().
  std::string raw_location = {};                      ///< As in ExportViewOptions.
  std::string state = "the newest complete batches";  ///< Which state is exported, in words for the card.
  ExportFiles::ProgressHook on_progress = {};
  ExportFiles::StopHook stop_requested = {};
};

/// The exported tables, at the visible snapshots.
struct ExportSource {
  std::span<const TableSnapshot> tables;
  const AuditLog& log;  ///< As of the exported state.
  /// Has views of `tables`, and of molecules, vqe_results and processing_metadata for the card.
  SqlSession& session;
};

struct ExportReport {
  DatasetDescription dataset;
  std::string uri;
  size_t num_files = 0;  ///< The manifest not counted.
};

/// Writes the tables with their card (README.md), dataset.json and, last, manifest.json, and publishes them.
///
/// Errors: of export_parquet, export_csv and export_iceberg; before publishing nothing is at the destination.
Result<ExportReport> export_dataset(const ExportSource& source, ExportDestination& destination,
                                    const ExportOptions& options);

}  // namespace eigenlake
