#pragma once

#include <string_view>

#include "eigenlake/record/diagnostics.h"
#include "eigenlake/record/run_record.h"

namespace eigenlake {

// What is odd about a run, but possible: the names in vqe_results.quality_flags.

/// The state has more than kInSectorLeakageMax of its weight outside the molecule's electron numbers.
inline constexpr std::string_view kOutsideSector = "outside_sector";
/// The optimizer ended without success (our producer's).
inline constexpr std::string_view kNotConverged = "not_converged";
/// The total energy is below the FCI energy, whatever the sector (our producer's).
inline constexpr std::string_view kBelowFci = "below_fci";
/// The state is in its sector and yet its energy is below the sector's lowest.
inline constexpr std::string_view kBelowVariationalBound = "below_variational_bound";
/// `minimum` is not the lowest energy of the trajectory.
inline constexpr std::string_view kMinimumDiffers = "minimum_differs";
/// The record's diagnostics are no JSON of the form that this version knows.
inline constexpr std::string_view kDiagnosticsUnreadable = "diagnostics_unreadable";

/// sector_leakage up to which a state counts as inside its sector.
inline constexpr double kInSectorLeakageMax = 1e-10;
/// Hartree that an energy may lie apart from, or below, what it is held against.
inline constexpr double kEnergyTolerance = 1e-9;

/// The record's diagnostics with quality_flags completed by what ingestion sees itself: `outside_sector`,
/// `below_variational_bound` and `minimum_differs`, each once, after those that the record brings.
///
/// Diagnostics that cannot be read count as none, with the flag `diagnostics_unreadable`: no reason to lose a
/// record. quality_flags stays absent where the record has none and nothing is odd.
///
/// With a penalty the minimum belongs to the lowest objective, so it has to be one of the energies, not the
/// lowest. The bound is the lowest eigenvalue of the block with the molecule's numbers of alpha and beta
/// electrons, of any spin; it is fci_total_energy as far as the state (by its s_squared_mean, where known)
/// has the molecule's spin. Without fci_total_energy or nuclear_repulsion_energy nothing is said of it.
Diagnostics judged_diagnostics(const RunRecord& record);

}  // namespace eigenlake
