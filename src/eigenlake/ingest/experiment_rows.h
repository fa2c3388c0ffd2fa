// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/base/thread_pool.h"
#include "eigenlake/iceberg/scan/scan.h"
#include "eigenlake/lake/lake.h"

namespace eigenlake {

/// Ids of experiments, ordered, each once.
using ExperimentIds = std::set<std::string, std::less<>>;

/// A data file that holds rows of some experiments.
struct FileWithRows {
  iceberg::FileScanTask file;
  std::vector<int64_t> places;  ///< In the file, ordered; what deletes have removed is left out.
};

struct FoundRows {
  std::vector<FileWithRows> files;
  int64_t rows = 0;
  std::map<std::string, int64_t, std::less<>> rows_by_batch;  ///< Where the table has processing_batch_id.
};

/// Whether the table has rows that are deleted with their experiments.
bool holds_experiments(std::string_view table);

/// The rows of the experiments among the files of a scan, which may be planned by a filter for them.
///
/// Errors: of DataFileReader.
/// Cost:   reads one or two columns of each file's row groups that may hold the ids.
Result<FoundRows> find_rows(const iceberg::Table& table, std::vector<iceberg::FileScanTask> files,
                            const ExperimentIds& ids, ThreadPool& pool);

/// The same at a snapshot, in the files that the index of known experiments and bounds leave.
Result<FoundRows> find_rows_at(const Lake& lake, const iceberg::Table& table, int64_t snapshot_id,
                               const ExperimentIds& ids, ThreadPool& pool);

/// A filter for the files that may hold the experiments; none for very many of them.
iceberg::Filter filter_of(const ExperimentIds& ids);

}  // namespace eigenlake
