// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Dense>

#include "eigenlake/base/error.h"
#include "eigenlake/chem/basis_set.h"
#include "eigenlake/chem/integrals.h"
#include "eigenlake/chem/molecule.h"

namespace eigenlake {

/// Superposition of atomic densities: block-diagonal, each block the spherical density of the neutral atom
/// from a restricted SCF with fractional occupations in those shells of the same basis whose momentum holds
/// electrons. Of both spins: its trace with the overlap is the number of electrons of the neutral atoms.
///
/// Source: Van Lenthe, Zwaans, Van Dam & Guest, J. Comput. Chem. 27, 926 (2006).
Result<Eigen::MatrixXd> atomic_densities_guess(const Molecule& molecule, const BasisSet& basis,
                                               const std::vector<AoLabel>& labels);

}  // namespace eigenlake
