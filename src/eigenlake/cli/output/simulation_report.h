#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "eigenlake/cli/invocation/command.h"
#include "eigenlake/cli/invocation/process_context.h"
#include "eigenlake/simulation/simulate.h"

namespace eigenlake {

/// What `run` and `simulate` print about one molecule; of a new simulation or of one that the lake had.
/// Hartree and seconds.
struct SimulationRow {
  std::string molecule;
  std::string experiment_id;
  std::string basis;
  int num_qubits = 0;
  int num_parameters = 0;
  std::optional<double> hf_total_energy;
  std::optional<double> fci_total_energy;
  double minimum = 0.0;
  double nuclear_repulsion_energy = 0.0;
  std::optional<bool> in_sector;
  int64_t evaluations = 0;
  bool success = false;
  std::string stop_reason;
  std::vector<std::string> quality_flags;
  std::optional<ScfNote> scf;              ///< How the orbitals were found; none for what the lake had.
  std::optional<double> lowest_curvature;  ///< Hartree per radian²; likewise.
  std::optional<int32_t> saddles_escaped;  ///< Likewise.
  std::optional<std::vector<double>> dipole_moment;  ///< e · bohr; likewise, and none outside of the sector.
  std::optional<std::vector<double>> natural_occupations;  ///< Likewise.
  double seconds = 0.0;       ///< total_time of the record: Hamiltonian, mapping and VQE.
  bool skipped = false;       ///< Not computed here.
  std::string origin;         ///< Where it comes from, where it was not computed here: "already in the lake".
  SimulationOptions options;  ///< Of the plan.
  std::optional<ScanPoint> scan;
  std::vector<double> optimal_parameters;  ///< For runs that follow this one; not printed. Radian.

  bool has_flag(std::string_view flag) const;
  double total_energy() const { return minimum + nuclear_repulsion_energy; }
  /// VQE minus FCI, where there is an FCI energy.
  std::optional<double> error_millihartree() const;
};

/// The row of a record, whether it was just computed or lay somewhere. What the record leaves out, stays
/// empty.
SimulationRow row_of(const PlannedRun& plan, const RunRecord& record);

/// One object on one line.
std::string to_json(const SimulationRow& row);

/// Appends `scan` and `scan_value` to the object of a point of a scan.
void add_scan(nlohmann::ordered_json& json, const std::optional<ScanPoint>& scan);

/// The table for people, with a column for each setting of `varied`.
void print_table(const std::vector<SimulationRow>& rows, std::span<const std::string_view> varied,
                 const ProcessContext& process);

/// What a user should know about the result: outside of its sector, below FCI, not converged.
std::vector<std::string> warnings_about(const SimulationRow& row, const SimulatedRun& run);

/// Prints rows as they come with --json, all together otherwise.
class RowPrinter {
 public:
  explicit RowPrinter(const Invocation& invocation) : invocation_(invocation) {}
  void add(const SimulationRow& row) {
    if (invocation_.json())
      invocation_.process.out << to_json(row) << std::endl;
    else
      rows_.push_back(row);
  }
  void finish() const {
    if (!invocation_.json()) print_table(rows_, invocation_.configuration.varied(), invocation_.process);
  }

 private:
  const Invocation& invocation_;
  std::vector<SimulationRow> rows_;
};

}  // namespace eigenlake
