// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/ingest/experiment_files.h"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "eigenlake/base/side_by_side.h"

namespace eigenlake {
namespace {

auto partition_of(const Experiment& experiment) {
  return std::tie(experiment.record.basis_set, experiment.record.backend);
}

}  // namespace

/// One data file to be written.
struct ExperimentFiles::Job {
  Target target;
  CountedExperiments experiments;
  int64_t rows = 0;
  std::string file_name;
};

ExperimentFiles::ExperimentFiles(Batch& batch, ThreadPool& pool) : stamp_(batch.stamp()), pool_(pool) {
  for (const auto& source : kNormalizedRows) targets_.push_back({&source, &batch.table(source.name)});
}

/// Counts the experiments' rows in the tables that have the batch, and plans files for the others.
std::vector<ExperimentFiles::Job> ExperimentFiles::plan_jobs(std::span<const Experiment> experiments,
                                                             std::span<const std::vector<int64_t>> counts) {
  std::vector<Job> jobs;
  size_t begin = 0;
  for (const auto group : runs_of_key(experiments, partition_of)) {
    for (size_t i = 0; i < targets_.size(); ++i) {
      const CountedExperiments counted{group, std::span(counts[i]).subspan(begin, group.size())};
      if (targets_[i].table->is_done()) {
        targets_[i].table->count(counted.rows());
        continue;
      }
      for (const auto& part : cut_into_files(counted))
        jobs.push_back({.target = targets_[i],
                        .experiments = part,
                        .rows = part.rows(),
                        .file_name = fmt::format("{}-{:05}", stamp_.batch_id, num_files_++)});
    }
    begin += group.size();
  }
  return jobs;
}

Result<> ExperimentFiles::add(std::vector<Experiment> experiments) {
  // The files of the window before are finished only now, all at once.
  if (num_files_ > 0)
    EIGENLAKE_RETURN_IF_ERROR(
        wait_side_by_side(targets_.size(), [&](size_t i) { return targets_[i].table->finish_files(); }));
  std::ranges::stable_sort(experiments, {}, partition_of);
  std::vector<std::vector<int64_t>> counts;
  for (const Target& target : targets_) counts.push_back(count_rows(*target.source, experiments));
  const auto jobs = plan_jobs(experiments, counts);
  // The largest first, so that no thread is left with one at the end.
  std::vector<size_t> order(jobs.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::ranges::stable_sort(order, std::greater{}, [&](size_t i) { return jobs[i].rows; });
  std::vector<Result<OpenFiles>> files(jobs.size());
  pool_.run(jobs.size(), [&](size_t position) {
    const Job& job = jobs[order[position]];
    const RunRecord& first = job.experiments.experiments.front().record;
    files[order[position]] =
        job.target.table->write({stamp_.date_days(), first.basis_set, first.backend}, job.file_name,
                                normalized_row_source(*job.target.source, job.experiments, stamp_));
  });
  for (size_t i = 0; i < jobs.size(); ++i) {
    BatchTable& table = *jobs[i].target.table;
    if (!files[i]) return fail_with_context(files[i].error(), "while writing " + table.name());
    table.add(*std::move(files[i]));
  }
  return {};
}

}  // namespace eigenlake
