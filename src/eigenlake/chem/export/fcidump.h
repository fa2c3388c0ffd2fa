// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "eigenlake/base/text_sink.h"
#include "eigenlake/chem/molecular_hamiltonian.h"

namespace eigenlake {

/// Writes the Hamiltonian as an FCIDUMP file, which programs for correlated electrons read: header, then
/// "value p q r s" with orbitals counted from 1: (pq|rs) of each class of eight equal ones once, h_pq with r
/// = s = 0, and last the energy without active electrons (nuclear repulsion and frozen electrons) with four
/// zeros. All orbitals have symmetry 1; values below 1e-15 hartree are left out.
///
/// Units:  hartree, in 17 significant digits, so that reading gives the same bits.
/// Cost:   orbitals⁴ / 8 lines of some 40 bytes.
/// Source: Knowles & Handy, Comput. Phys. Commun. 54, 75 (1989).
Result<> write_fcidump(const MolecularHamiltonian& hamiltonian, const TextSink& sink);

}  // namespace eigenlake
