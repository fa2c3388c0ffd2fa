// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/determinants/fci.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "eigenlake/base/memory_limit.h"
#include "eigenlake/chem/davidson.h"
#include "eigenlake/determinants/fci_problem.h"
#include "eigenlake/determinants/occupation.h"
#include "eigenlake/determinants/orbital_symmetry.h"

namespace eigenlake {
namespace {

/// Electrons by spin.
struct Block {
  int num_alpha;
  int num_beta;
};

/// The block in which every state has at least the requested spin: its Sz is that spin.
Result<Block> highest_sz_block(const MolecularHamiltonian& hamiltonian, int multiplicity) {
  const int electrons = hamiltonian.num_alpha + hamiltonian.num_beta;
  const int unpaired = multiplicity - 1;
  const int least = std::abs(hamiltonian.num_alpha - hamiltonian.num_beta);
  const int most = std::min(electrons, 2 * hamiltonian.num_orbitals - electrons);
  if (unpaired < least || unpaired > most || (unpaired - least) % 2 != 0)
    return fail(
        ErrorKind::kInvalidInput,
        "multiplicity must be {} to {} in steps of two for {} alpha and {} beta electrons in {} orbitals, "
        "got {}",
        least + 1, most + 1, hamiltonian.num_alpha, hamiltonian.num_beta, hamiltonian.num_orbitals,
        multiplicity);
  const int num_alpha = (electrons + unpaired) / 2;
  return Block{num_alpha, electrons - num_alpha};
}

/// Raises states of higher spin by a penalty, and by a larger one where that was not enough.
Result<double> lowest_of_spin(FciProblem& problem, int multiplicity) {
  const double spin = 0.5 * (multiplicity - 1);
  const double expected = spin * (spin + 1.0);
  FciState state;
  for (const double penalty : {0.5, 4.0}) {
    EIGENLAKE_ASSIGN_OR_RETURN(state, problem.lowest_state(penalty));
    if (std::abs(state.s_squared - expected) < 1e-5) return state.energy - penalty * expected;
  }
  return fail(ErrorKind::kNotConverged, "FCI found no state with S² = {}, but one with {}", expected,
              state.s_squared);
}

Result<> check_size(const MolecularHamiltonian& h, const FciOptions& options) {
  const uint64_t count = num_determinants(h);
  if (count > options.max_determinants)
    return fail(ErrorKind::kResourceLimit, "FCI is limited to {} determinants, got {}",
                options.max_determinants, determinants_text(count));
  if (h.num_orbitals > kMaxDeterminantOrbitals)
    return fail(ErrorKind::kUnsupported, "FCI is limited to {} orbitals, got {}", kMaxDeterminantOrbitals,
                h.num_orbitals);
  return {};
}

/// Share of the determinants that have the commonest irrep.
double largest_share(const MolecularHamiltonian& h, const OrbitalSymmetry& symmetry) {
  const SpinStrings alpha(h.num_orbitals, h.num_alpha, symmetry), beta(h.num_orbitals, h.num_beta, symmetry);
  size_t largest = 0;
  for (int irrep = 0; irrep < symmetry.num_irreps; ++irrep)
    largest = std::max(largest, DeterminantLayout(alpha, beta, static_cast<Irrep>(irrep)).num_determinants());
  return double(largest) / double(num_determinants(h));
}

Result<> check_memory(const MolecularHamiltonian& h, const OrbitalSymmetry& symmetry) {
  const double bytes = fci_memory_bytes(h.num_orbitals, h.num_alpha, h.num_beta, largest_share(h, symmetry));
  return require_memory(bytes < 0x1p63 ? static_cast<size_t>(bytes) : std::numeric_limits<size_t>::max(),
                        fmt::format("the FCI vectors of {} determinants", num_determinants(h)));
}

}  // namespace

double fci_memory_bytes(int num_orbitals, int num_alpha, int num_beta, double share) {
  const double dimension =
      share * double(binomial(num_orbitals, num_alpha)) * double(binomial(num_orbitals, num_beta));
  constexpr double kNumStates = FciProblem::kNumGuesses + 1;
  // Beside the full subspace with its products: the diagonal, corrections, and some vectors on their way.
  const double vectors =
      dimension <= FciProblem::kDenseDimension ? 4 : 2 * DavidsonOptions{}.max_subspace + kNumStates + 4;
  return sizeof(double) * vectors * dimension +
         double(DeterminantHamiltonian::memory_bytes(num_orbitals, num_alpha, num_beta, share));
}

Result<double> lowest_energy(const MolecularHamiltonian& hamiltonian, const FciOptions& options) {
  MolecularHamiltonian block = hamiltonian;
  if (options.multiplicity) {
    EIGENLAKE_ASSIGN_OR_RETURN(const Block electrons, highest_sz_block(hamiltonian, *options.multiplicity));
    block.num_alpha = electrons.num_alpha;
    block.num_beta = electrons.num_beta;
  }
  EIGENLAKE_RETURN_IF_ERROR(check_size(block, options));
  const OrbitalSymmetry symmetry = find_orbital_symmetry(block);
  EIGENLAKE_RETURN_IF_ERROR(check_memory(block, symmetry));
  FciProblem problem(block, symmetry, options);
  if (options.multiplicity) {
    EIGENLAKE_ASSIGN_OR_RETURN(const double energy, lowest_of_spin(problem, *options.multiplicity));
    return energy + hamiltonian.nuclear_repulsion_energy;
  }
  EIGENLAKE_ASSIGN_OR_RETURN(const FciState state, problem.lowest_state(0.0));
  return state.energy + hamiltonian.nuclear_repulsion_energy;
}

}  // namespace eigenlake
