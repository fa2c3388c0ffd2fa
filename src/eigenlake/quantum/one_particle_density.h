// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include <Eigen/Dense>

#include "eigenlake/base/thread_pool.h"
#include "eigenlake/determinants/spin_strings.h"
#include "eigenlake/quantum/state_vector.h"

namespace eigenlake {

/// γ_pq = Σ_σ ⟨a†_pσ a_qσ⟩ over spatial orbitals, [n, n], Hermitian, of a normalised state. Its trace is ⟨N⟩.
using OneParticleDensity = Eigen::MatrixXcd;

/// Of a real sector state [alpha, beta], row-major.
///
/// Cost:    n² / 8 passes over the state for each spin.
/// Threads: `pool` may be null and does not change the bits.
OneParticleDensity one_particle_density(const SpinStrings& alpha, const SpinStrings& beta,
                                        std::span<const double> state, ThreadPool* pool);

/// Of a full state vector in blocked spin order. Requires: an even number of qubits. Cost: as above.
OneParticleDensity one_particle_density(const StateVector& state, ThreadPool& pool);

/// Eigenvalues of γ, descending: numbers of electrons in natural orbitals.
std::vector<double> natural_occupations(const OneParticleDensity& density);

}  // namespace eigenlake
