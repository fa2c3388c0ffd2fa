// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/report_columns.h"

namespace eigenlake {
namespace {

// Headings of the page of one run.
constexpr const char* kRun = "Run";
constexpr const char* kEnergies = "Energies";
constexpr const char* kChecks = "Checks";
constexpr const char* kSettings = "Settings";
constexpr const char* kMolecule = "Molecule";
constexpr const char* kCost = "Cost";
constexpr const char* kProvenance = "Provenance";

constexpr const char* kLabelsSql =
    "nullif(array_to_string(list_transform(map_entries(r.labels), x -> x.key || '=' || x.value), ', '), '')";

constexpr ReportColumnSource kColumns[] = {
    {{"name", "Molecule", kRun, "", true}, "r.name"},
    {{"formula", "Formula", kMolecule}, "r.formula"},
    {{"charge", "Charge", kMolecule, "e"}, "m.charge"},
    {{"multiplicity", "Multiplicity", kMolecule}, "m.multiplicity"},
    {{"num_atoms", "Atoms", kMolecule}, "len(m.atom_symbols)"},
    {{"scan_molecule", "Scanned molecule", kRun}, "nullif(r.s.molecule, '')"},
    {{"scan_coordinate", "Scan coordinate", kRun}, "nullif(r.s.coordinate, '')"},
    {{"scan_value", "Scan value", kRun}, "try_cast(r.s.value as double)"},
    {{"scan_unit", "Unit of the scan", kRun}, "nullif(r.s.unit, '')"},
    {{"basis_set", "Basis set", kSettings, "", true}, "r.basis_set"},
    {{"ansatz_name", "Ansatz", kSettings, "", true}, "r.ansatz_name"},
    {{"ansatz_reps", "Repetitions", kSettings}, "v.ansatz_reps"},
    {{"init_strategy", "Start", kSettings}, "v.init_strategy"},
    {{"optimizer", "Optimizer", kSettings, "", true}, "r.optimizer"},
    {{"seed", "Seed", kSettings, "", true}, "r.seed"},
    {{"num_qubits", "Qubits", kCost, "", true}, "r.num_qubits"},
    {{"hf_total_energy", "SCF", kEnergies, "hartree"}, "r.hf_total_energy"},
    {{"mp2_total_energy", "MP2", kEnergies, "hartree"}, "v.mp2_total_energy"},
    {{"fci_total_energy", "FCI", kEnergies, "hartree", true}, "r.fci_total_energy"},
    {{"total_energy", "VQE", kEnergies, "hartree", true}, "r.total_energy"},
    {{"energy_error_millihartree", "Error", kEnergies, "mEh", true}, "r.energy_error_millihartree"},
    {{"quality_flags", "Flags", kChecks, "", true}, "r.quality_flags"},
    {{"evaluations", "Evaluations", kCost, "", true}, "r.evaluations"},
    {{"seconds", "Time", kCost, "s", true}, "r.seconds"},
    {{"converged", "Converged", kChecks}, "if(r.converged, 'yes', 'no')"},
    {{"stop_reason", "Stopped because", kChecks}, "r.stop_reason"},
    {{"chemical_accuracy", "Chemical accuracy", kChecks}, "if(v.chemical_accuracy, 'yes', 'no')"},
    {{"in_sector", "In its sector", kChecks}, "if(r.in_sector, 'yes', 'no')"},
    {{"sector_leakage", "Leakage", kChecks}, "v.sector_leakage"},
    {{"num_particles_mean", "⟨N⟩", kChecks}, "v.num_particles_mean"},
    {{"sz_mean", "⟨Sz⟩", kChecks}, "v.sz_mean"},
    {{"s_squared_mean", "⟨S²⟩", kChecks}, "v.s_squared_mean"},
    {{"scf_method", "SCF method", kSettings}, "v.scf_method"},
    {{"mapping", "Mapping", kSettings}, "v.mapping"},
    {{"frozen_core", "Frozen core", kSettings}, "if(v.frozen_core, 'yes', 'no')"},
    {{"active_electrons", "Active electrons", kSettings}, "v.active_electrons"},
    {{"active_orbitals", "Active orbitals", kSettings}, "v.active_orbitals"},
    {{"max_iterations", "Iterations at most", kSettings}, "v.max_iterations"},
    {{"max_evaluations", "Evaluations at most", kSettings}, "v.max_evaluations"},
    {{"threshold", "Threshold", kSettings}, "v.threshold"},
    {{"restarts", "Starts", kSettings}, "v.restarts"},
    {{"penalty", "Penalty", kSettings, "hartree"}, "v.penalty"},
    {{"jitter", "Jitter", kSettings, "radian"}, "v.jitter"},
    {{"backend", "Backend", kSettings}, "v.backend"},
    {{"default_shots", "Shots", kSettings}, "v.default_shots"},
    {{"noise_backend", "Noise", kSettings}, "nullif(v.noise_backend, 'undef')"},
    {{"labels", "Labels", kRun, "", true}, kLabelsSql},
    {{"experiment_id", "Experiment", kRun}, "r.experiment_id"},
    {{"engine_version", "Version", kProvenance}, "v.engine_version"},
    {{"processing_batch_id", "Batch", kProvenance}, "v.processing_batch_id"},
    {{"processing_timestamp", "Written", kProvenance, "UTC"},
     "strftime(r.processing_timestamp, '%Y-%m-%d %H:%M:%S')"},
};

}  // namespace

std::span<const ReportColumnSource> report_columns() {
  return kColumns;
}

}  // namespace eigenlake
