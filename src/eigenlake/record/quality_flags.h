// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "eigenlake/record/diagnostics.h"
#include "eigenlake/record/run_record.h"
#include "eigenlake/record/run_settings.h"

namespace eigenlake {

// The names in vqe_results.quality_flags, for runs that are valid but suspicious.

/// More than kInSectorLeakageMax of the state's weight has other electron numbers than the molecule.
inline constexpr std::string_view kOutsideSector = "outside_sector";
/// The optimizer ended without success (set by our producer).
inline constexpr std::string_view kNotConverged = "not_converged";
/// The total energy is below the FCI energy, whatever the sector (set by our producer).
inline constexpr std::string_view kBelowFci = "below_fci";
/// The energy is not below Hartree–Fock's although the reference has correlation.
inline constexpr std::string_view kAtHartreeFock = "at_hartree_fock";
/// The SCF energy falls along a rotation of the orbitals (set by our producer).
inline constexpr std::string_view kScfUnstable = "scf_unstable";
/// The orbitals converged only with a level shift (set by our producer).
inline constexpr std::string_view kScfLevelShifted = "scf_level_shifted";
/// The run's identity has no key `search`, or the curvature at the minimum could not be computed.
inline constexpr std::string_view kUncheckedMinimum = "unchecked_minimum";
/// The state is in its sector, but its energy is below the sector's lowest.
inline constexpr std::string_view kBelowVariationalBound = "below_variational_bound";
/// `minimum` is not the lowest energy of the trajectory.
inline constexpr std::string_view kMinimumDiffers = "minimum_differs";
/// This version cannot read the record's diagnostics.
inline constexpr std::string_view kDiagnosticsUnreadable = "diagnostics_unreadable";

/// sector_leakage up to which a state counts as inside its sector.
inline constexpr double kInSectorLeakageMax = 1e-10;
/// Tolerance of comparisons of energies, hartree.
inline constexpr double kEnergyTolerance = 1e-9;

/// Whether `total_energy` is at or above Hartree–Fock's while FCI, or MP2 without FCI, is below that. False
/// without a reference. Hartree.
bool is_at_hartree_fock(double total_energy, const Diagnostics& diagnostics);

/// The record's diagnostics with the flags of ingestion added after those of the record, each once:
/// `outside_sector`, `at_hartree_fock`, `below_variational_bound`, `minimum_differs` and `unchecked_minimum`
/// (for a record whose identity has no `search`).
///
/// Unreadable diagnostics count as none, with the flag `diagnostics_unreadable`, so that the record is not
/// lost. quality_flags is absent without any flag.
///
/// With a penalty the minimum belongs to the lowest objective, so it has to be one of the energies, not the
/// lowest. The bound is the lowest eigenvalue of the block with the molecule's numbers of alpha and beta
/// electrons, of any spin; it is fci_total_energy as far as the state (by its s_squared_mean, if known) has
/// the molecule's spin. Without fci_total_energy or nuclear_repulsion_energy it is not checked.
Diagnostics judged_diagnostics(const RunRecord& record, const RunSettings& settings);

}  // namespace eigenlake
