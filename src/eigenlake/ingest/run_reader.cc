// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/ingest/run_reader.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "eigenlake/iceberg/spec/predicate.h"
#include "eigenlake/lake/table_reader.h"

namespace eigenlake {
namespace {

/// Fills runs from one table after another.
class RunReader {
 public:
  RunReader(const LakeTables& tables, const AuditLog& log, std::span<const std::string> ids)
      : tables_(tables),
        log_(log),
        ids_(ids),
        runs_(ids.size()),
        has_molecule_(ids.size()),
        has_result_(ids.size()) {
    for (size_t i = 0; i < ids.size(); ++i) runs_[i].experiment_id = ids[i];
  }

  Result<> read_molecules() {
    static constexpr auto kColumns =
        std::to_array<std::string_view>({"experiment_id", "molecule_name", "atom_symbols", "charge",
                                         "multiplicity", "processing_batch_id", "name"});
    return read("molecules", kColumns, [this](const TableChunk& chunk, int64_t row, size_t i) {
      runs_[i].molecule_name = chunk.string(1, row);
      runs_[i].num_atoms = static_cast<int32_t>(chunk.list_length(2, row));
      runs_[i].charge = chunk.integer(3, row).value_or(0);
      runs_[i].multiplicity = chunk.integer(4, row).value_or(0);
      batches_.emplace(chunk.string(5, row));
      if (!chunk.is_null(6, row)) runs_[i].name = chunk.string(6, row);
      has_molecule_[i] = true;
    });
  }

  /// From now on only files of the batches that brought the wanted molecules are read.
  void restrict_to_batches() {
    iceberg::Predicate batches{
        .column = "processing_batch_id", .op = iceberg::Predicate::Op::kIn, .values = {}};
    for (const auto& batch : batches_) batches.values.emplace_back(batch);
    filter_ = {batches};
  }

  Result<> read_results() {
    static constexpr auto kColumns = std::to_array<std::string_view>(
        {"experiment_id", "basis_set", "num_qubits", "optimizer", "ansatz_name", "ansatz_reps",
         "init_strategy", "default_shots", "seed", "minimum_energy", "success", "nuclear_repulsion_energy",
         "hf_total_energy", "fci_total_energy", "in_sector"});
    return read("vqe_results", kColumns, [this](const TableChunk& chunk, int64_t row, size_t i) {
      Run& run = runs_[i];
      run.basis_set = chunk.string(1, row);
      run.num_qubits = chunk.integer(2, row).value_or(0);
      run.optimizer = chunk.string(3, row);
      run.ansatz_type = chunk.string(4, row);
      run.ansatz_reps = chunk.integer(5, row).value_or(0);
      run.init_strategy = chunk.string(6, row);
      run.default_shots = chunk.integer(7, row);
      run.seed = chunk.integer(8, row);
      run.final_energy = chunk.number(9, row).value_or(0.0);
      run.converged = chunk.boolean(10, row);
      run.nuclear_repulsion_energy = chunk.number(11, row);
      run.hf_total_energy = chunk.number(12, row);
      run.fci_total_energy = chunk.number(13, row);
      run.in_sector = chunk.boolean(14, row);
      has_result_[i] = true;
    });
  }

  Result<> read_times() {
    static constexpr std::array<std::string_view, 3> kColumns = {"experiment_id", "vqe_time", "total_time"};
    return read("performance_metrics", kColumns, [this](const TableChunk& chunk, int64_t row, size_t i) {
      runs_[i].vqe_time = chunk.number(1, row).value_or(0.0);
      runs_[i].total_time = chunk.number(2, row).value_or(0.0);
    });
  }

  Result<> read_trajectories() {
    static constexpr auto kColumns = std::to_array<std::string_view>(
        {"experiment_id", "iteration_step", "iteration_energy", "energy_std_dev", "energy_delta",
         "parameter_delta_norm", "cumulative_min_energy"});
    return read("vqe_iterations", kColumns, [this](const TableChunk& chunk, int64_t row, size_t i) {
      runs_[i].points.push_back({.step = chunk.integer(1, row).value_or(0),
                                 .energy = chunk.number(2, row).value_or(0.0),
                                 .std = chunk.number(3, row).value_or(0.0),
                                 .energy_delta = chunk.number(4, row),
                                 .parameter_delta_norm = chunk.number(5, row),
                                 .cumulative_min_energy = chunk.number(6, row)});
    });
  }

  std::vector<Run> take_runs() {
    std::vector<Run> complete;
    for (size_t i = 0; i < runs_.size(); ++i) {
      if (!has_molecule_[i] || !has_result_[i]) continue;
      std::ranges::stable_sort(runs_[i].points, {}, &TrajectoryPoint::step);
      complete.push_back(std::move(runs_[i]));
    }
    return complete;
  }

 private:
  /// Calls `take(chunk, row, place of the experiment)` for the rows of wanted experiments; the first of
  /// `columns` is experiment_id.
  template <typename Take>
  Result<> read(std::string_view name, std::span<const std::string_view> columns, Take take) {
    const auto* table = tables_.find(name);
    const auto* snapshot = table == nullptr ? nullptr : visible_snapshot(table->metadata(), log_);
    if (snapshot == nullptr) return {};
    return read_table(*table, snapshot->snapshot_id, columns, filter_, [&](const TableChunk& chunk) {
      std::string_view last_id;
      std::optional<size_t> place;
      for (int64_t row = 0; row < chunk.num_rows(); ++row) {
        const auto id = chunk.string(0, row);
        if (row == 0 || id != last_id) place = find(id);
        last_id = id;
        if (place) take(chunk, row, *place);
      }
    });
  }

  std::optional<size_t> find(std::string_view id) const {
    const auto found = std::ranges::lower_bound(ids_, id);
    if (found == ids_.end() || *found != id) return std::nullopt;
    return static_cast<size_t>(found - ids_.begin());
  }

  const LakeTables& tables_;
  const AuditLog& log_;
  std::span<const std::string> ids_;
  std::vector<Run> runs_;
  std::vector<bool> has_molecule_;
  std::vector<bool> has_result_;
  std::set<std::string> batches_;
  iceberg::Filter filter_;
};

}  // namespace

Result<std::vector<Run>> read_runs(const LakeTables& tables, const AuditLog& log,
                                   std::span<const std::string> experiment_ids) {
  RunReader reader(tables, log, experiment_ids);
  EIGENLAKE_RETURN_IF_ERROR(reader.read_molecules());
  reader.restrict_to_batches();
  EIGENLAKE_RETURN_IF_ERROR(reader.read_results());
  EIGENLAKE_RETURN_IF_ERROR(reader.read_times());
  EIGENLAKE_RETURN_IF_ERROR(reader.read_trajectories());
  return reader.take_runs();
}

}  // namespace eigenlake
