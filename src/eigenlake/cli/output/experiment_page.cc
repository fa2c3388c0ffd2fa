// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/output/experiment_page.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "eigenlake/base/counted.h"
#include "eigenlake/base/millihartree.h"
#include "eigenlake/base/sparkline.h"
#include "eigenlake/base/text_table.h"
#include "eigenlake/cli/help/help_page.h"
#include "eigenlake/cli/output/row_table.h"

namespace eigenlake {
namespace {

constexpr size_t kFirst = 3;  ///< Evaluations of the page.
constexpr size_t kLast = 3;
constexpr size_t kNameColumn = 15;
constexpr size_t kSparklineWidth = 60;

/// Null without the column: older lakes lack some.
const Json& column(const Json& run, const char* name) {
  static const Json null;
  const auto found = run.find(name);
  return found == run.end() ? null : *found;
}

/// Empty for null.
std::string energy_text(const Json& energy) {
  return energy.is_number() ? fmt::format("{:.8f}", energy.get<double>()) : "";
}

/// Facts with a name each.
class FactSheet {
 public:
  FactSheet(std::ostream& out, const TextStyle& style)
      : out_(out), style_(style), page_(out, style.is_aligned ? style.width : 0) {
    page_.set_column(kNameColumn);
  }
  /// Nothing for an empty text.
  void add(std::string_view name, std::string_view text) {
    if (text.empty()) return;
    std::string written = in_style(text, style_.is_utf8);
    if (style_.is_aligned && !style_.is_vertical)
      page_.entry(name, written);
    else
      out_ << name << '\t' << with_blanks(std::move(written)) << '\n';
  }

 private:
  std::ostream& out_;
  const TextStyle& style_;
  HelpPage page_;
};

std::string molecule_text(const Json& run) {
  const std::string name = cell(column(run, "name"));
  const std::string formula = cell(column(run, "formula"));
  std::string text = name.empty() ? formula : name;
  if (!name.empty() && name != formula) text += " (" + formula + ")";
  return fmt::format("{}, charge {}, multiplicity {}", text, cell(column(run, "charge")),
                     cell(column(run, "multiplicity")));
}

/// The coordinates of an atom stay on one line where they fit.
std::string atoms_text(const Json& run, const TextStyle& style) {
  constexpr int kWidthOfAnAtom = 46;
  const char blank = style.width == 0 || style.width >= kWidthOfAnAtom ? kNoBreak : ' ';
  const Json& symbols = column(run, "atom_symbols");
  const Json& coordinates = column(run, "coordinates");
  std::string text;
  for (size_t i = 0; i < symbols.size() && i < coordinates.size(); ++i) {
    text += text.empty() ? "" : "; ";
    text += cell(symbols[i]);
    for (const Json& value : coordinates[i]) text += fmt::format("{}{:.8f}", blank, value.get<double>());
  }
  return text.empty() ? "" : fmt::format("{} ({})", text, cell(column(run, "coordinate_units")));
}

std::string settings_text(const Json& run) {
  std::string text = fmt::format("{}, {} (repetitions {}, start {})", cell(column(run, "basis_set")),
                                 cell(column(run, "ansatz_name")), cell(column(run, "ansatz_reps")),
                                 cell(column(run, "init_strategy")));
  text += fmt::format(", {}, seed {}", cell(column(run, "optimizer")), cell(column(run, "seed")));
  for (const auto& [name, key] : {std::pair{"threshold", "threshold"},
                                  {"max-iterations", "max_iterations"},
                                  {"max-evaluations", "max_evaluations"},
                                  {"restarts", "restarts"},
                                  {"scf", "scf_method"},
                                  {"mapping", "mapping"}})
    if (const Json& value = column(run, key); !value.is_null())
      text += fmt::format(", {}{}{}", name, kNoBreak, cell(value));
  if (column(run, "frozen_core") == Json(true)) text += ", frozen core";
  if (const Json& electrons = column(run, "active_electrons"); !electrons.is_null())
    text += fmt::format(", active space {},{}", cell(electrons), cell(column(run, "active_orbitals")));
  for (const char* name : {"penalty", "jitter"})
    if (const Json& value = column(run, name); value.is_number() && value.get<double>() != 0.0)
      text += fmt::format(", {} {}", name, cell(value));
  return text;
}

std::string size_text(const Json& run) {
  return fmt::format("{} qubits, {} parameters, {} Hamiltonian terms", cell(column(run, "num_qubits")),
                     column(run, "optimal_parameters").size(), cell(column(run, "num_hamiltonian_terms")));
}

std::string state_text(const Json& run) {
  const Json& particles = column(run, "num_particles_mean");
  if (!particles.is_number()) return "";
  const auto real = [&](const char* name) {
    const Json& value = column(run, name);
    return value.is_number() ? value.get<double>() + 0.0 : std::numeric_limits<double>::quiet_NaN();
  };
  return fmt::format("⟨N⟩ {:.6f}, ⟨Sz⟩ {:.6f}, ⟨S²⟩ {:.6f}, leakage {:.2g}", real("num_particles_mean"),
                     real("sz_mean"), real("s_squared_mean"), real("sector_leakage"));
}

std::string flags_text(const Json& run) {
  std::vector<std::string> flags;
  for (const Json& flag : column(run, "quality_flags")) flags.push_back(cell(flag));
  const auto add = [&](const char* flag) {
    if (std::ranges::find(flags, flag) == flags.end()) flags.emplace_back(flag);
  };
  if (column(run, "success") == Json(false)) add("not_converged");
  if (column(run, "in_sector") == Json(false)) add("outside_sector");
  return flags.empty() ? "none" : fmt::format("{}", fmt::join(flags, ", "));
}

std::string labels_text(const Json& run) {
  std::string text;
  for (const auto& [key, value] : column(run, "labels").items())
    text += fmt::format("{}{}={}", text.empty() ? "" : ", ", key, cell(value));
  return text;
}

void print_facts(std::ostream& out, const Json& run, const TextStyle& style) {
  FactSheet sheet(out, style);
  sheet.add("experiment", cell(column(run, "experiment_id")));
  sheet.add("molecule", molecule_text(run));
  sheet.add("atoms", atoms_text(run, style));
  sheet.add("settings", settings_text(run));
  sheet.add("size", size_text(run));
  sheet.add("final state", state_text(run));
  const std::string flags = flags_text(run);
  const bool is_coloured = style.has_colour && flags != "none";
  sheet.add("flags", is_coloured ? coloured(flags, Colour::kWarning) : flags);
  sheet.add("labels", labels_text(run));
  std::string written = fmt::format("{} in batch {}", cell(column(run, "processing_timestamp")),
                                    cell(column(run, "processing_batch_id")));
  if (const Json& version = column(run, "engine_version"); !version.is_null())
    written += " by version " + cell(version);
  sheet.add("written", written);
}

/// SCF, MP2, VQE and FCI, those that exist, with the error against FCI.
void print_energies(std::ostream& out, const Json& run, const TextStyle& style) {
  TextTable table({{"energy"}, {"hartree", true}, {"above FCI, mEh", true}});
  const Json& fci = column(run, "fci_total_energy");
  for (const auto& [name, key] : {std::pair{"SCF", "hf_total_energy"},
                                  {"MP2", "mp2_total_energy"},
                                  {"VQE", "total_energy"},
                                  {"FCI", "fci_total_energy"}}) {
    const Json& energy = column(run, key);
    if (!energy.is_number()) continue;
    const double error =
        fci.is_number() ? (energy.get<double>() - fci.get<double>()) * kMillihartreePerHartree : 0.0;
    constexpr double kRounding = 5e-7;
    table.add_row({name, energy_text(energy),
                   fci.is_number() ? fmt::format("{:.6f}", std::abs(error) < kRounding ? 0.0 : error) : ""});
  }
  table.print(out, style);
}

double repulsion_of(const Json& run) {
  const Json& value = column(run, "nuclear_repulsion_energy");
  return value.is_number() ? value.get<double>() : 0.0;
}

TextTable evaluation_table() {
  using enum TextTable::Importance;
  return TextTable({{"evaluation", true},
                    {"energy", true},
                    {"change", true, kUseful},
                    {"parameter change", true, kMinor},
                    {"lowest", true, kUseful}});
}

void add_evaluation(TextTable& table, const Json& row, double repulsion) {
  const auto total = [&](const char* name) {
    const Json& value = column(row, name);
    return value.is_number() ? fmt::format("{:.8f}", value.get<double>() + repulsion) : cell(value);
  };
  const auto change = [&](const char* name) {
    const Json& value = column(row, name);
    return value.is_number() ? fmt::format("{:.3e}", value.get<double>()) : cell(value);
  };
  table.add_row({cell(column(row, "iteration_step")), total("iteration_energy"), change("energy_delta"),
                 change("parameter_delta_norm"), total("cumulative_min_energy")});
}

/// The logarithm of how far each evaluation lies above the lowest one; the lowest as far as the next one.
std::vector<double> logarithms_above_lowest(const Json& iterations) {
  std::vector<double> energies;
  for (const Json& row : iterations) {
    const Json& energy = column(row, "iteration_energy");
    energies.push_back(energy.is_number() ? energy.get<double>() : std::numeric_limits<double>::quiet_NaN());
  }
  double lowest = std::numeric_limits<double>::infinity();
  for (const double energy : energies) lowest = std::fmin(lowest, energy);
  double smallest = std::numeric_limits<double>::infinity();
  for (const double energy : energies)
    if (energy > lowest) smallest = std::min(smallest, energy - lowest);
  for (double& energy : energies)
    if (std::isfinite(energy))
      energy = std::isfinite(smallest) ? std::log10(std::max(energy - lowest, smallest)) : 0.0;
  return energies;
}

void print_convergence(std::ostream& out, const Json& run, const TextStyle& style) {
  const Json& iterations = column(run, "iterations");
  FactSheet sheet(out, style);
  const std::string reason = cell(column(run, "stop_reason"));
  std::string text =
      fmt::format("{}after {}", reason.empty() ? "" : reason + " ", counted(iterations.size(), "evaluation"));
  if (const Json& seconds = column(run, "total_time"); seconds.is_number())
    text += fmt::format(", {:.3f} s", seconds.get<double>());
  sheet.add("stopped", text);
  const std::vector<double> heights = logarithms_above_lowest(iterations);
  const size_t room =
      style.width > 0 ? std::max<size_t>(static_cast<size_t>(style.width), 30) - 20 : kSparklineWidth;
  if (!heights.empty())
    sheet.add("convergence",
              fmt::format("{}{}(log scale)",
                          sparkline(heights, std::min(room, kSparklineWidth), style.is_utf8), kNoBreak));
}

void print_evaluations_of_page(std::ostream& out, const Json& run, const TextStyle& style) {
  const Json& iterations = column(run, "iterations");
  TextTable table = evaluation_table();
  const size_t count = iterations.size();
  for (size_t i = 0; i < count; ++i) {
    if (i < kFirst || i + kLast >= count) add_evaluation(table, iterations[i], repulsion_of(run));
    if (i == kFirst && i + kLast < count) table.add_row({in_style("…", style.is_utf8), "", "", "", ""});
  }
  table.print(out, style);
  if (count > kFirst + kLast)
    out << fmt::format("({} of {} evaluations; --iterations shows all, --parameters the parameters)\n",
                       kFirst + kLast, count);
}

}  // namespace

void print_iterations(std::ostream& out, const Json& run, const TextStyle& style) {
  TextTable table = evaluation_table();
  for (const Json& row : column(run, "iterations")) add_evaluation(table, row, repulsion_of(run));
  table.print(out, style);
}

void print_parameters(std::ostream& out, const Json& run, const TextStyle& style) {
  TextTable table({{"parameter", true}, {"radian", true}});
  size_t index = 0;
  for (const Json& value : column(run, "optimal_parameters"))
    table.add_row({fmt::format("{}", index++), cell(value)});
  table.print(out, style);
}

void print_experiment_page(std::ostream& out, const Json& run, const TextStyle& style) {
  print_facts(out, run, style);
  out << '\n';
  print_energies(out, run, style);
  out << '\n';
  print_convergence(out, run, style);
  out << '\n';
  print_evaluations_of_page(out, run, style);
}

}  // namespace eigenlake
