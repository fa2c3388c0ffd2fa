// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/simulation/simulate.h"

namespace eigenlake {

// Origins of rows that this call did not compute.
inline constexpr const char* kInLake = "already in the lake";
inline constexpr const char* kInSpool = "already in the spool";
inline constexpr const char* kByAnotherCall = "computed by another call";

/// The result of one run, new or from the lake. Hartree and seconds.
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
  // Rows from the lake's tables do not have the next five.
  std::optional<ScfNote> scf;
  std::optional<double> lowest_curvature;  ///< Hartree per radian².
  std::optional<int32_t> saddles_escaped;
  std::optional<std::vector<double>> dipole_moment;  ///< e · bohr; none outside of the sector.
  std::optional<std::vector<double>> natural_occupations;
  double seconds = 0.0;  ///< total_time of the record: Hamiltonian, mapping and VQE.
  bool skipped = false;  ///< Not computed here.
  std::string origin;    ///< Of a skipped one: "already in the lake".
  ExperimentSpec spec;   ///< Of the plan.
  std::optional<ScanPoint> scan;
  std::vector<double> optimal_parameters;  ///< For runs that follow this one; not printed. Radian.

  bool has_flag(std::string_view flag) const;
  double total_energy() const { return minimum + nuclear_repulsion_energy; }
  /// VQE minus FCI; none without an FCI energy.
  std::optional<double> error_millihartree() const;
};

/// The row of a new or stored record. What the record leaves out stays empty.
SimulationRow row_of(const PlannedRun& plan, const RunRecord& record);

/// Rows of runs with records, by experiment id; no row if the lake has the run but its tables cannot be read.
using KnownRuns = std::map<std::string, std::optional<SimulationRow>>;

}  // namespace eigenlake
