#include "eigenlake/ingest/experiment_files.h"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "eigenlake/base/side_by_side.h"
#include "eigenlake/ingest/table_files.h"
#include "eigenlake/tables/table_names.h"
#include "eigenlake/transform/normalized_tables.h"

namespace eigenlake {
namespace {

auto partition_of(const Experiment& experiment) {
  return std::tie(experiment.record.basis_set, experiment.record.backend);
}

/// Runs of experiments with the same basis set and backend.
std::vector<std::span<const Experiment>> cut_into_partitions(std::span<const Experiment> experiments) {
  std::vector<std::span<const Experiment>> groups;
  while (!experiments.empty()) {
    const auto other = [&](const Experiment& e) { return partition_of(e) != partition_of(experiments[0]); };
    const auto end = std::ranges::find_if(experiments, other);
    groups.push_back(experiments.first(static_cast<size_t>(end - experiments.begin())));
    experiments = experiments.subspan(groups.back().size());
  }
  return groups;
}

int64_t count_rows(std::string_view table, std::span<const Experiment> experiments) {
  int64_t rows = 0;
  for (const auto& experiment : experiments) rows += count_normalized_rows(table, experiment.record);
  return rows;
}

}  // namespace

/// One data file to be written.
struct ExperimentFiles::Job {
  size_t addition = 0;
  std::span<const Experiment> experiments;
  int64_t rows = 0;
  std::string file_name;
};

ExperimentFiles::ExperimentFiles(const Batch& batch, ThreadPool& pool) : batch_(batch), pool_(pool) {
  for (const auto table : kNormalizedTables) additions_.push_back({std::string(table)});
}

std::vector<ExperimentFiles::Job> ExperimentFiles::plan_jobs(std::span<const Experiment> experiments) {
  std::vector<Job> jobs;
  for (const auto group : cut_into_partitions(experiments)) {
    for (size_t i = 0; i < additions_.size(); ++i) {
      if (batch_.is_done(additions_[i].table)) continue;
      for (const auto part : cut_into_files(additions_[i].table, group)) {
        jobs.push_back({.addition = i,
                        .experiments = part,
                        .rows = count_rows(additions_[i].table, part),
                        .file_name = fmt::format("{}-{:05}", batch_.stamp().batch_id, num_files_++)});
      }
    }
  }
  return jobs;
}

Result<> ExperimentFiles::add(std::vector<Experiment> experiments) {
  // Waiting for the files of the window before was put off until now, to do it for all at once.
  if (num_files_ > 0) {
    EIGENLAKE_RETURN_IF_ERROR(
        wait_side_by_side(additions_.size(), [&](size_t i) { return additions_[i].finish_files(); }));
  }
  std::ranges::stable_sort(experiments, {}, partition_of);
  for (auto& addition : additions_) addition.rows += count_rows(addition.table, experiments);
  const auto jobs = plan_jobs(experiments);
  // The largest first, so that no thread is left with one at the end.
  std::vector<size_t> order(jobs.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::ranges::stable_sort(order, std::greater{}, [&](size_t i) { return jobs[i].rows; });
  std::vector<Result<std::vector<iceberg::DataFileWriter>>> files(jobs.size());
  pool_.run(jobs.size(), [&](size_t position) {
    const Job& job = jobs[order[position]];
    const auto& table = additions_[job.addition].table;
    const RunRecord& first = job.experiments.front().record;
    files[order[position]] =
        write_data_files(batch_.table(table), table_definition(table),
                         {batch_.stamp().date_days(), first.basis_set, first.backend}, job.file_name,
                         normalized_row_source(table, job.experiments, batch_.stamp()));
  });
  for (size_t i = 0; i < jobs.size(); ++i) {
    TableAddition& addition = additions_[jobs[i].addition];
    if (!files[i]) return fail_with_context(files[i].error(), "while writing " + addition.table);
    std::ranges::move(*files[i], std::back_inserter(addition.open_files));
  }
  return {};
}

}  // namespace eigenlake
