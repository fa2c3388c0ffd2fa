#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace eigenlake {

/// The optional columns at the end of vqe_results.
struct Diagnostics {
  std::optional<double> hf_total_energy;
  std::optional<double> mp2_total_energy;
  std::optional<double> fci_total_energy;
  std::optional<double> num_particles_mean;
  std::optional<double> sz_mean;
  std::optional<double> s_squared_mean;
  std::optional<double> sector_leakage;
  std::optional<bool> in_sector;
  std::optional<std::string> stop_reason;
  std::optional<std::string> engine;
  std::optional<std::vector<std::string>> quality_flags;
};

/// Reads a record's `diagnostics`. Absent keys, nulls and values of another type are null; unknown keys are
/// skipped. Text that is no JSON object is not a reason to lose the record: it gives the quality flag
/// `diagnostics_unreadable`.
Diagnostics parse_diagnostics(const std::optional<std::string>& json);

}  // namespace eigenlake
