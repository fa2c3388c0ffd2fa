// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "eigenlake/base/text_sink.h"
#include "eigenlake/chem/basis_set.h"
#include "eigenlake/chem/molecule.h"
#include "eigenlake/chem/scf.h"

namespace eigenlake {

/// Checks that the format has functions for the whole basis set.
///
/// Errors: kUnsupported  an angular momentum above g; names the element and the set.
Result<> check_molden_basis(const BasisSet& basis);

/// Writes all orbitals of `scf` as a Molden file, which programs that draw orbitals read: atoms where the
/// input has them, in bohr; contracted functions, spherical; and the orbitals with energies, occupations and
/// coefficients in Molden's order of functions. UHF orbitals of both spins, alpha first.
///
/// Requires: `scf` is of this molecule and basis; check_molden_basis(basis) holds.
/// Source:   Schaftenaar & Noordik, J. Comput.-Aided Mol. Des. 14, 123 (2000); the format's page of Molden.
Result<> write_molden(const Molecule& molecule, const BasisSet& basis, const ScfResult& scf,
                      const TextSink& sink);

}  // namespace eigenlake
