#pragma once

#include <string_view>

#include "eigenlake/record/diagnostics.h"
#include "eigenlake/record/run_record.h"
#include "eigenlake/record/run_settings.h"

namespace eigenlake {

// What is odd about a run, but possible: the names in vqe_results.quality_flags.

/// The state has more than kInSectorLeakageMax of its weight outside the molecule's electron numbers.
inline constexpr std::string_view kOutsideSector = "outside_sector";
/// The optimizer ended without success (our producer's).
inline constexpr std::string_view kNotConverged = "not_converged";
/// The total energy is below the FCI energy, whatever the sector (our producer's).
inline constexpr std::string_view kBelowFci = "below_fci";
/// The energy is no lower than Hartree–Fock's although the reference shows that there is correlation.
inline constexpr std::string_view kAtHartreeFock = "at_hartree_fock";
/// The orbitals' energy falls along a rotation of them (our producer's).
inline constexpr std::string_view kScfUnstable = "scf_unstable";
/// The orbitals converged with a level shift only (our producer's).
inline constexpr std::string_view kScfLevelShifted = "scf_level_shifted";
/// Whether the minimum is one was not looked at: the run's identity has no key `search`, or no curvature
/// could be had.
inline constexpr std::string_view kUncheckedMinimum = "unchecked_minimum";
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

/// Whether `total_energy` lies at or above Hartree–Fock's while FCI, or MP2 where there is no FCI, lies below
/// that. False where the reference is not known. Hartree.
bool is_at_hartree_fock(double total_energy, const Diagnostics& diagnostics);

/// The record's diagnostics with quality_flags completed by what ingestion sees itself: `outside_sector`,
/// `at_hartree_fock`, `below_variational_bound`, `minimum_differs` and `unchecked_minimum` (for a record
/// whose identity has no `search`), each once, after those that the record brings.
///
/// Diagnostics that cannot be read count as none, with the flag `diagnostics_unreadable`: no reason to lose a
/// record. quality_flags is absent where nothing is odd.
///
/// With a penalty the minimum belongs to the lowest objective, so it has to be one of the energies, not the
/// lowest. The bound is the lowest eigenvalue of the block with the molecule's numbers of alpha and beta
/// electrons, of any spin; it is fci_total_energy as far as the state (by its s_squared_mean, where known)
/// has the molecule's spin. Without fci_total_energy or nuclear_repulsion_energy nothing is said of it.
Diagnostics judged_diagnostics(const RunRecord& record, const RunSettings& settings);

}  // namespace eigenlake
