#pragma once

#include <string>

#include "eigenlake/quantum/uccsd.h"

namespace eigenlake {

/// OpenQASM 3 text of the ansatz from |0…0⟩ on under Jordan–Wigner, exactly the same unitary on the
/// Hartree–Fock determinant and on every other state. Qubit q is spin orbital q: alpha first, then beta.
///
/// Parameters are inputs `float[64] t0`, `t1`, …; each excitation is one call of a gate that the text
/// defines.
std::string uccsd_openqasm(const UccsdAnsatz& ansatz);

}  // namespace eigenlake
