// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

namespace eigenlake {

/// Error up to which an energy counts as chemically accurate, millihartree.
inline constexpr double kChemicalAccuracyMillihartree = 1.6;

/// An energy with the nuclei, and its error against the exact one.
struct TotalEnergies {
  std::optional<double> total_energy;        ///< Hartree.
  std::optional<double> error_millihartree;  ///< Against FCI.
  /// Whether the state is in its sector and the error at most kChemicalAccuracyMillihartree.
  std::optional<bool> chemical_accuracy;
};

/// Each is empty where its input is unknown.
///
/// Units: hartree.
TotalEnergies total_energies(std::optional<double> minimum_energy,
                             std::optional<double> nuclear_repulsion_energy,
                             std::optional<double> fci_total_energy, std::optional<bool> in_sector);

}  // namespace eigenlake
