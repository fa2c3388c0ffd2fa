// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "eigenlake/chem/molecular_hamiltonian.h"

namespace eigenlake {

/// C(num_orbitals, num_alpha) · C(num_orbitals, num_beta); the largest uint64_t where that overflows.
uint64_t num_determinants(int num_orbitals, int num_alpha, int num_beta);
uint64_t num_determinants(const MolecularHamiltonian& hamiltonian);

/// True where num_determinants overflows: more than 10^19.
bool are_uncountable(uint64_t determinants);
/// For people: "400", "more than 10^19".
std::string determinants_text(uint64_t determinants);

}  // namespace eigenlake
