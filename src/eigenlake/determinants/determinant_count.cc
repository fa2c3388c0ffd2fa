// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/determinants/determinant_count.h"

#include <limits>

#include <fmt/format.h>

#include "eigenlake/determinants/occupation.h"

namespace eigenlake {

uint64_t num_determinants(int num_orbitals, int num_alpha, int num_beta) {
  const uint64_t alpha = binomial(num_orbitals, num_alpha);
  const uint64_t beta = binomial(num_orbitals, num_beta);
  if (beta != 0 && alpha > std::numeric_limits<uint64_t>::max() / beta)
    return std::numeric_limits<uint64_t>::max();
  return alpha * beta;
}

uint64_t num_determinants(const MolecularHamiltonian& hamiltonian) {
  return num_determinants(hamiltonian.num_orbitals, hamiltonian.num_alpha, hamiltonian.num_beta);
}

bool are_uncountable(uint64_t determinants) {
  return determinants == std::numeric_limits<uint64_t>::max();
}

std::string determinants_text(uint64_t determinants) {
  return are_uncountable(determinants) ? "more than 10^19" : fmt::format("{}", determinants);
}

}  // namespace eigenlake
