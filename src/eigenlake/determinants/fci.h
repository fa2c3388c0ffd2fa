// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "eigenlake/base/error.h"
#include "eigenlake/chem/molecular_hamiltonian.h"
#include "eigenlake/determinants/determinant_count.h"
#include "eigenlake/determinants/fci_options.h"

namespace eigenlake {

/// Bytes that lowest_energy holds at its peak besides two copies of the Hamiltonian: Davidson's vectors and
/// products, and the tables of strings. `share` is that of the determinants that have the commonest irrep.
/// Never an overflow.
double fci_memory_bytes(int num_orbitals, int num_alpha, int num_beta, double share = 1.0);

/// Total energy (nuclear repulsion and frozen electrons included) of the lowest state in the space of all
/// determinants with the Hamiltonian's numbers of alpha and beta electrons.
///
/// Without a multiplicity this is the variational bound of every state in that block. With one it is the
/// lowest state of that spin: the reference energy that is called FCI.
///
/// Errors: kResourceLimit  more than max_determinants (says how many).
///         kUnsupported    more than 64 orbitals.
///         kInvalidInput   a multiplicity that the block does not hold.
///         kNotConverged   says the last energy and residual.
///         kInterrupted    a stop was requested.
/// Cost:   memory as fci_memory_bytes says.
/// Source: Davidson, J. Comput. Phys. 17, 87 (1975); Olsen, Roos, Jørgensen & Jensen, J. Chem. Phys. 89, 2185
///         (1988).
Result<double> lowest_energy(const MolecularHamiltonian& hamiltonian, const FciOptions& options = {});

}  // namespace eigenlake
