// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/base/thread_pool.h"
#include "eigenlake/ingest/batch.h"
#include "eigenlake/ingest/batch_table.h"
#include "eigenlake/ingest/table_files.h"
#include "eigenlake/transform/normalized/normalized.h"

namespace eigenlake {

/// Writes the data files of the nine normalized tables for a batch, window after window of experiments.
///
/// What a file holds depends on the experiments alone, not on the number of threads.
class ExperimentFiles {
 public:
  ExperimentFiles(Batch& batch, ThreadPool& pool);

  /// Writes the rows of these experiments; tables that have the batch already only count them.
  Result<> add(std::vector<Experiment> experiments);

 private:
  struct Target {
    const NormalizedTable* source = nullptr;
    BatchTable* table = nullptr;
  };
  struct Job;
  std::vector<Job> plan_jobs(std::span<const Experiment> experiments,
                             std::span<const std::vector<int64_t>> counts);

  const BatchStamp& stamp_;
  ThreadPool& pool_;
  std::vector<Target> targets_;
  int num_files_ = 0;
};

}  // namespace eigenlake
