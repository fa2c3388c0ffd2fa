// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/base/error.h"

namespace eigenlake {

/// How the orbitals of a run were found.
struct ScfNote {
  std::string method;         ///< rhf, rohf
  std::string guess;          ///< The initial guess.
  std::string stability;      ///< "stable" or "unstable"
  double level_shift = 0.0;   ///< Of the converged calculation, hartree.
  std::string orbital_order;  ///< "aufbau" or "not aufbau"
};

/// The field `diagnostics` of a record: the optional columns of vqe_results under their own names, and more
/// figures of the run. Hartree.
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
  // No columns:
  std::vector<double> restart_energies;  ///< Minimum of each restart, in order.
  std::optional<ScfNote> scf;
  std::optional<int32_t> curvature_evaluations;  ///< Gradients for the curvature, which are no iterations.
  std::optional<double> lowest_curvature;        ///< At the minimum, hartree per radian².
  std::optional<int32_t> saddles_escaped;
  std::optional<double> reference_time;  ///< Of the exact reference, seconds.
  /// x, y, z of the final state in the axes of the molecule, about its centre of nuclear charge, e · bohr.
  std::optional<std::vector<double>> dipole_moment;
  std::optional<std::vector<double>> natural_occupations;  ///< Of the active orbitals, descending.
};

/// JSON text; absent values are left out.
std::string to_json(const Diagnostics& diagnostics);

/// Reads the JSON text of a record's diagnostics; unknown keys are ignored, null counts as absent.
///
/// Errors: kCorrupt if it is not a JSON object, or a known key has another type.
Result<Diagnostics> parse_diagnostics(std::string_view json);

}  // namespace eigenlake
