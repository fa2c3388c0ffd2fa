// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/record/quality_flags.h"

#include <algorithm>
#include <cmath>

namespace eigenlake {
namespace {

constexpr double kAtHartreeFockTolerance = 1e-6;  // hartree
constexpr double kLeastCorrelation = 1e-5;        // hartree

bool minimum_differs(const RunRecord& record, bool has_penalty) {
  const auto& iterations = record.iteration_list;
  if (iterations.empty()) return false;
  const auto is_minimum = [&](double energy) {
    return std::abs(record.minimum - energy) <= kEnergyTolerance;
  };
  const double lowest = std::ranges::min(iterations, {}, &RecordIteration::result).result;
  if (is_minimum(lowest)) return false;
  return !has_penalty || std::ranges::none_of(iterations, is_minimum, &RecordIteration::result);
}

bool is_outside_sector(const Diagnostics& diagnostics) {
  if (diagnostics.sector_leakage) return *diagnostics.sector_leakage > kInSectorLeakageMax;
  return diagnostics.in_sector && !*diagnostics.in_sector;
}

bool is_in_sector(const Diagnostics& diagnostics) {
  return (diagnostics.sector_leakage || diagnostics.in_sector) && !is_outside_sector(diagnostics);
}

/// The largest possible weight of states of higher spin than the molecule's: a block with S_z = S has no
/// lower ones, and the S² of the next higher one is larger by 2 (S + 1).
double higher_spin_weight_max(const RunRecord& record, const Diagnostics& diagnostics) {
  if (!diagnostics.s_squared_mean) return 0.0;
  const double spin = 0.5 * (record.multiplicity - 1);
  const double excess = *diagnostics.s_squared_mean - spin * (spin + 1.0);
  return std::max(0.0, excess / (2.0 * (spin + 1.0)));
}

/// fci_total_energy is the lowest of the molecule's spin. Another spin of the block may be lower, but hardly
/// by a hartree; the bound is lower by that times the largest possible weight.
bool is_below_bound(const RunRecord& record, const Diagnostics& diagnostics) {
  const auto& lowest = diagnostics.fci_total_energy;
  const auto& repulsion = record.nuclear_repulsion_energy;
  if (!lowest || !repulsion || !is_in_sector(diagnostics)) return false;
  const double bound = *lowest - higher_spin_weight_max(record, diagnostics);
  return record.minimum + *repulsion < bound - kEnergyTolerance;
}

void add_flag(Diagnostics& diagnostics, std::string_view flag) {
  if (!diagnostics.quality_flags) diagnostics.quality_flags.emplace();
  auto& flags = *diagnostics.quality_flags;
  if (std::ranges::find(flags, flag) == flags.end()) flags.emplace_back(flag);
}

bool is_at_hartree_fock(const RunRecord& record, const Diagnostics& diagnostics) {
  const auto& repulsion = record.nuclear_repulsion_energy;
  return repulsion && is_at_hartree_fock(record.minimum + *repulsion, diagnostics);
}

Diagnostics read_diagnostics(const RunRecord& record) {
  if (!record.diagnostics) return {};
  if (auto diagnostics = parse_diagnostics(*record.diagnostics)) return *std::move(diagnostics);
  Diagnostics unreadable;
  add_flag(unreadable, kDiagnosticsUnreadable);
  return unreadable;
}

}  // namespace

bool is_at_hartree_fock(double total_energy, const Diagnostics& diagnostics) {
  const auto& reference =
      diagnostics.fci_total_energy ? diagnostics.fci_total_energy : diagnostics.mp2_total_energy;
  const auto& hartree_fock = diagnostics.hf_total_energy;
  return hartree_fock && reference && *reference < *hartree_fock - kLeastCorrelation &&
         total_energy >= *hartree_fock - kAtHartreeFockTolerance;
}

Diagnostics judged_diagnostics(const RunRecord& record, const RunSettings& settings) {
  Diagnostics diagnostics = read_diagnostics(record);
  if (is_outside_sector(diagnostics)) add_flag(diagnostics, kOutsideSector);
  if (is_at_hartree_fock(record, diagnostics)) add_flag(diagnostics, kAtHartreeFock);
  if (is_below_bound(record, diagnostics)) add_flag(diagnostics, kBelowVariationalBound);
  if (minimum_differs(record, settings.get<double>("penalty").value_or(0.0) != 0.0))
    add_flag(diagnostics, kMinimumDiffers);
  if (!settings.is_checked_minimum()) add_flag(diagnostics, kUncheckedMinimum);
  if (diagnostics.quality_flags && diagnostics.quality_flags->empty()) diagnostics.quality_flags.reset();
  return diagnostics;
}

}  // namespace eigenlake
