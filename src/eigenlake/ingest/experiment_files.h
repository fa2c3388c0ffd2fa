#pragma once

#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/base/thread_pool.h"
#include "eigenlake/ingest/batch.h"

namespace eigenlake {

/// Writes the data files of the nine normalized tables for a batch, window after window of experiments.
///
/// What a file holds depends on the experiments alone, not on the number of threads.
class ExperimentFiles {
 public:
  ExperimentFiles(const Batch& batch, ThreadPool& pool);

  /// Writes the rows of these experiments; tables that have the batch already only count them.
  Result<> add(std::vector<Experiment> experiments);

  /// One addition for each of the nine tables. Call once, at the end.
  std::vector<TableAddition> take_additions() { return std::move(additions_); }

 private:
  struct Job;
  std::vector<Job> plan_jobs(std::span<const Experiment> experiments);

  const Batch& batch_;
  ThreadPool& pool_;
  std::vector<TableAddition> additions_;
  int num_files_ = 0;
};

}  // namespace eigenlake
