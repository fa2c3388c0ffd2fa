#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/simulation/simulate.h"

namespace eigenlake {

// Where a row comes from that was not computed here.
inline constexpr const char* kInLake = "already in the lake";
inline constexpr const char* kInSpool = "already in the spool";
inline constexpr const char* kByAnotherCall = "computed by another call";

/// What is known of the result of one run, whether it is new or the lake had it.
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
  double seconds = 0.0;  ///< total_time of the record: Hamiltonian, mapping and VQE.
  bool skipped = false;  ///< Not computed here.
  std::string origin;    ///< Where it comes from, where it was not computed here: "already in the lake".
  ExperimentSpec spec;   ///< Of the plan.
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

}  // namespace eigenlake
