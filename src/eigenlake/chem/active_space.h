// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "eigenlake/base/error.h"
#include "eigenlake/base/thread_pool.h"
#include "eigenlake/chem/molecular_hamiltonian.h"
#include "eigenlake/chem/molecule.h"
#include "eigenlake/chem/scf.h"

namespace eigenlake {

/// `electrons` in `orbitals` around the highest occupied ones; what lies below stays doubly occupied, what
/// lies above is left out.
struct ActiveSpace {
  int electrons = 0;
  int orbitals = 0;
};

struct ActiveSpaceOptions {
  bool frozen_core = false;  ///< Freeze the chemical core of each atom; ignored where active_space is given.
  std::optional<ActiveSpace> active_space = std::nullopt;
};

/// The Hamiltonian of the active orbitals in the molecular orbitals of `scf`.
///
/// Errors: kInvalidInput  an active space that is empty, has more electrons or orbitals than the molecule, an
///                        odd number of frozen electrons, or too few orbitals for its electrons; UHF
///                        orbitals.
///         kResourceLimit the transformed integrals do not fit into the free memory.
///         kInterrupted   a stop was requested.
/// Cost:   O(n^5) time.
/// Threads: `pool` may be null; the bits do not depend on it.
Result<MolecularHamiltonian> build_molecular_hamiltonian(const Molecule& molecule, const ScfResult& scf,
                                                         const ActiveSpaceOptions& options = {},
                                                         ThreadPool* pool = nullptr,
                                                         const StopRequest& stop = {});

}  // namespace eigenlake
