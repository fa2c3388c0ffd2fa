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
  BatchTable* table = nullptr;
  std::span<const Experiment> experiments;
  int64_t rows = 0;
  std::string file_name;
};

ExperimentFiles::ExperimentFiles(Batch& batch, ThreadPool& pool) : stamp_(batch.stamp()), pool_(pool) {
  for (const auto name : kNormalizedTables) tables_.push_back(&batch.table(name));
}

std::vector<ExperimentFiles::Job> ExperimentFiles::plan_jobs(std::span<const Experiment> experiments) {
  std::vector<Job> jobs;
  for (const auto group : cut_into_partitions(experiments)) {
    for (BatchTable* table : tables_) {
      if (table->is_done()) continue;
      for (const auto part : cut_into_files(table->name(), group)) {
        jobs.push_back({.table = table,
                        .experiments = part,
                        .rows = count_rows(table->name(), part),
                        .file_name = fmt::format("{}-{:05}", stamp_.batch_id, num_files_++)});
      }
    }
  }
  return jobs;
}

Result<> ExperimentFiles::add(std::vector<Experiment> experiments) {
  // Waiting for the files of the window before was put off until now, to do it for all at once.
  if (num_files_ > 0) {
    EIGENLAKE_RETURN_IF_ERROR(
        wait_side_by_side(tables_.size(), [&](size_t i) { return tables_[i]->finish_files(); }));
  }
  std::ranges::stable_sort(experiments, {}, partition_of);
  for (BatchTable* table : tables_) table->count(count_rows(table->name(), experiments));
  const auto jobs = plan_jobs(experiments);
  // The largest first, so that no thread is left with one at the end.
  std::vector<size_t> order(jobs.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::ranges::stable_sort(order, std::greater{}, [&](size_t i) { return jobs[i].rows; });
  std::vector<Result<OpenFiles>> files(jobs.size());
  pool_.run(jobs.size(), [&](size_t position) {
    const Job& job = jobs[order[position]];
    const RunRecord& first = job.experiments.front().record;
    files[order[position]] =
        job.table->write({stamp_.date_days(), first.basis_set, first.backend}, job.file_name,
                         normalized_row_source(job.table->name(), job.experiments, stamp_));
  });
  for (size_t i = 0; i < jobs.size(); ++i) {
    if (!files[i]) return fail_with_context(files[i].error(), "while writing " + jobs[i].table->name());
    jobs[i].table->add(*std::move(files[i]));
  }
  return {};
}

}  // namespace eigenlake
