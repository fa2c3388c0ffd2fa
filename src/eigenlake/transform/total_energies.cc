// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/transform/total_energies.h"

#include <cmath>

#include "eigenlake/base/millihartree.h"

namespace eigenlake {
namespace {

std::optional<bool> is_accurate(std::optional<double> error_millihartree, std::optional<bool> in_sector) {
  if (!error_millihartree) return std::nullopt;
  if (std::abs(*error_millihartree) > kChemicalAccuracyMillihartree) return false;
  return in_sector;
}

}  // namespace

TotalEnergies total_energies(std::optional<double> minimum_energy,
                             std::optional<double> nuclear_repulsion_energy,
                             std::optional<double> fci_total_energy, std::optional<bool> in_sector) {
  TotalEnergies energies;
  if (!minimum_energy || !nuclear_repulsion_energy) return energies;
  energies.total_energy = *minimum_energy + *nuclear_repulsion_energy;
  if (fci_total_energy)
    energies.error_millihartree = (*energies.total_energy - *fci_total_energy) * kMillihartreePerHartree;
  energies.chemical_accuracy = is_accurate(energies.error_millihartree, in_sector);
  return energies;
}

}  // namespace eigenlake
