// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <vector>

#include <Eigen/Dense>

#include "eigenlake/base/error.h"
#include "eigenlake/base/stop_request.h"
#include "eigenlake/base/thread_pool.h"
#include "eigenlake/chem/basis_set.h"
#include "eigenlake/chem/eri_tensor.h"
#include "eigenlake/chem/molecule.h"

namespace eigenlake {

/// What one atomic orbital is: a real solid harmonic (l, m) on an atom.
struct AoLabel {
  int atom = 0;
  int angular_momentum = 0;
  int component = 0;  ///< From 0 to 2l, in the integral library's order.
};

/// Integrals over normalised atomic orbitals, ordered by atom, then by shell as the basis set lists them.
/// Units: hartree (the overlap has none).
struct AoIntegrals {
  Eigen::MatrixXd overlap;
  Eigen::MatrixXd kinetic;
  Eigen::MatrixXd nuclear_attraction;
  EriTensor eri;
  std::vector<AoLabel> labels;  ///< [num_ao]

  int num_functions() const { return static_cast<int>(overlap.rows()); }
  Eigen::MatrixXd core_hamiltonian() const { return kinetic + nuclear_attraction; }
};

/// Computes the integrals of a molecule in a basis.
///
/// Requires: validate(molecule) holds and `basis` has every element of it.
/// Errors:   kResourceLimit  the repulsion integrals do not fit into the free memory (says how much they
///                           need).
///           kInterrupted    a stop was requested.
/// Cost:     num_functions⁴ / 8 doubles, and as many integrals, but for those below the bound of
///           repulsion_integrals.
/// Threads:  `pool` may be null; the bits do not depend on it.
Result<AoIntegrals> compute_integrals(const Molecule& molecule, const BasisSet& basis,
                                      ThreadPool* pool = nullptr, const StopRequest& stop = {});

/// ⟨μ|x|ν⟩, ⟨μ|y|ν⟩ and ⟨μ|z|ν⟩ about the origin, in the order of compute_integrals. Units: bohr.
///
/// Requires: validate(molecule) holds and `basis` has every element of it.
std::array<Eigen::MatrixXd, 3> position_integrals(const Molecule& molecule, const BasisSet& basis);

}  // namespace eigenlake
