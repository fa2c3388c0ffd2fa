// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/output/simulation_report.h"

#include <algorithm>

#include <fmt/format.h>

#include "eigenlake/base/counted.h"
#include "eigenlake/base/text_table.h"
#include "eigenlake/record/quality_flags.h"
#include "eigenlake/session/run_settings.h"

namespace eigenlake {
namespace {

constexpr double kSmallLeakage = 1e-4;

template <typename T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json scf_json(const std::optional<ScfNote>& scf) {
  if (!scf) return nullptr;
  return {{"method", scf->method},
          {"guess", scf->guess},
          {"stability", scf->stability},
          {"level_shift", scf->level_shift},
          {"orbital_order", scf->orbital_order}};
}

std::string optional_energy_text(const std::optional<double>& energy) {
  return energy ? fmt::format("{:.8f}", *energy) : "";
}

std::string error_text(const std::optional<double>& millihartree) {
  if (!millihartree) return "";
  return std::abs(*millihartree) < 5e-7 ? "0.000000" : fmt::format("{:.6f}", *millihartree);
}

/// Separates small leakage, of rounding or an unfinished search, from a state outside the molecule's sector.
std::string sector_warning(const StateProperties& properties) {
  const std::string figures =
      fmt::format("leakage {:.2g}, ⟨N⟩ {:.6f}, ⟨Sz⟩ {:.6f}", properties.sector_leakage,
                  properties.num_particles_mean, properties.sz_mean + 0.0);
  if (properties.sector_leakage < kSmallLeakage)
    return "the final state is not quite in its electron sector (" + figures + ")";
  return "the final state left its electron sector (" + figures +
         "); its energy is not one of this molecule; UCCSD or --penalty keeps it inside";
}

std::string note_of(const SimulationRow& row) {
  std::string note = row.origin;
  const auto add = [&](const char* text) { note += note.empty() ? text : std::string(", ") + text; };
  if (!row.success) add("not converged");
  if (row.in_sector && !*row.in_sector) add("outside its sector");
  if (row.has_flag(kBelowFci)) add("below FCI");
  if (row.has_flag(kAtHartreeFock)) add("not below Hartree-Fock");
  if (row.has_flag(kScfUnstable)) add("unstable SCF");
  return note;
}

std::vector<std::string> figures_of(const SimulationRow& row) {
  return {fmt::format("{}", row.num_qubits),         fmt::format("{}", row.num_parameters),
          optional_energy_text(row.hf_total_energy), optional_energy_text(row.total_energy()),
          error_text(row.error_millihartree()),      fmt::format("{}", row.evaluations),
          fmt::format("{:.3f}", row.seconds)};
}

/// The molecule's own basis wins over the setting.
std::string value_of(const SimulationRow& row, std::string_view setting) {
  return setting == "basis" ? row.basis : setting_text(row.spec, setting);
}

/// What distinguishes the rows: the settings with several values, and what differs between the molecules.
std::vector<std::string_view> settings_shown(const std::vector<SimulationRow>& rows,
                                             std::span<const std::string_view> varied) {
  std::vector<std::string_view> settings(varied.begin(), varied.end());
  for (const std::string_view setting : {"basis", "ansatz", "optimizer"}) {
    const bool differs = std::ranges::any_of(rows, [&](const SimulationRow& row) {
      return value_of(row, setting) != value_of(rows.front(), setting);
    });
    if (differs && std::ranges::find(settings, setting) == settings.end()) settings.push_back(setting);
  }
  return settings;
}

std::vector<TextTable::Column> columns_of(std::span<const std::string_view> settings, bool scanned,
                                          bool noted) {
  using enum TextTable::Importance;
  std::vector<TextTable::Column> columns = {{.name = "molecule", .is_whole = true}};
  if (scanned) columns.push_back({"scan", true});
  for (const std::string_view setting : settings)
    columns.push_back({.name = std::string(setting), .importance = kUseful});
  columns.push_back({"qubits", true, kMinor});
  columns.push_back({"parameters", true, kMinor});
  columns.push_back({"SCF energy", true, kUseful});
  columns.push_back({"VQE energy", true});
  columns.push_back({"error mEh", true});
  columns.push_back({"evaluations", true, kMinor});
  columns.push_back({"seconds", true, kMinor});
  if (noted) columns.push_back({.name = "note", .is_warning = true});
  return columns;
}

}  // namespace

Json to_json(const SimulationRow& row) {
  Json json = {{"molecule", row.molecule},
               {"experiment_id", row.experiment_id},
               {"basis", row.basis},
               {"num_qubits", row.num_qubits},
               {"num_parameters", row.num_parameters},
               {"hf_total_energy", or_null(row.hf_total_energy)},
               {"fci_total_energy", or_null(row.fci_total_energy)},
               {"minimum", row.minimum},
               {"nuclear_repulsion_energy", row.nuclear_repulsion_energy},
               {"total_energy", row.total_energy()},
               {"error_millihartree", or_null(row.error_millihartree())},
               {"in_sector", or_null(row.in_sector)},
               {"evaluations", row.evaluations},
               {"success", row.success},
               {"stop_reason", row.stop_reason},
               {"at_hartree_fock", row.has_flag(kAtHartreeFock)},
               {"quality_flags", row.quality_flags},
               {"lowest_curvature", or_null(row.lowest_curvature)},
               {"saddles_escaped", or_null(row.saddles_escaped)},
               {"dipole_moment", or_null(row.dipole_moment)},
               {"natural_occupations", or_null(row.natural_occupations)},
               {"scf", scf_json(row.scf)},
               {"seconds", row.seconds},
               {"skipped", row.skipped}};
  add_settings(json, row.spec);
  add_scan(json, row.scan);
  return json;
}

void add_scan(Json& json, const std::optional<ScanPoint>& scan) {
  if (!scan) return;
  json["scan"] = scan->coordinate;
  json["scan_value"] = scan->value;
}

void print_table(const std::vector<SimulationRow>& rows, std::span<const std::string_view> varied,
                 std::ostream& out, const TextStyle& style) {
  if (rows.empty()) return;
  const std::vector<std::string_view> settings = settings_shown(rows, varied);
  const auto any = [&](const auto& condition) { return std::ranges::any_of(rows, condition); };
  const bool scanned = any([](const SimulationRow& row) { return row.scan.has_value(); });
  const bool noted = any([](const SimulationRow& row) { return !note_of(row).empty(); });
  TextTable table(columns_of(settings, scanned, noted));
  for (const SimulationRow& row : rows) {
    std::vector<std::string> cells = {row.molecule};
    if (scanned) cells.push_back(row.scan ? row.scan->value_text() : "");
    for (const std::string_view setting : settings) cells.push_back(value_of(row, setting));
    std::ranges::move(figures_of(row), std::back_inserter(cells));
    if (noted) cells.push_back(note_of(row));
    table.add_row(std::move(cells), note_of(row) != row.origin);
  }
  table.print(out, style);
}

std::vector<std::string> warnings_about(const SimulationRow& row, const SimulatedRun& run) {
  std::vector<std::string> warnings = run.warnings;
  if (!run.in_sector) warnings.push_back(sector_warning(run.properties));
  if (!row.success)
    warnings.push_back(
        fmt::format("not converged: {} after {}", row.stop_reason, counted(row.evaluations, "evaluation")));
  if (row.has_flag(kAtHartreeFock))
    warnings.push_back(
        "the energy is not below that of Hartree-Fock, though there is correlation: the search found none; "
        "more --restarts, another --seed or --ansatz UCCSD may");
  if (run.in_sector && row.has_flag(kBelowFci))
    warnings.push_back(
        fmt::format("the energy lies {:.3f} millihartree below FCI of the molecule's multiplicity: the state "
                    "has another spin, ⟨S²⟩ {:.4f}; give the multiplicity of the ground state",
                    -row.error_millihartree().value_or(0.0), run.properties.s_squared_mean));
  return warnings;
}

}  // namespace eigenlake
