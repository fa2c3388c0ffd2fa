// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "eigenlake/simulation/run_size.h"

namespace eigenlake {

/// Operations of the steps of a run, in each step's own unit. MachineSpeed has the time of one.

/// Quartets of primitives and components of them.
double integral_work(const RunSize& size);
/// Integrals that a Fock matrix reads.
double fock_work(int num_functions);
/// Fock matrices of an SCF with its stability analysis.
inline constexpr double kFockMatrices = 35;
/// Multiplications of the transformation to orbitals.
double transformation_work(int num_functions, int num_orbitals);
/// Pauli terms before equal ones are merged, times the logarithm for their sort.
double mapping_work(int num_orbitals);

/// One product H|ψ⟩ in a sector: vectors of eight amplitudes, elements.
double sector_product_work(int num_orbitals, int num_alpha, int num_beta, double symmetry);
/// One sweep of all UCCSD rotations: pairs of amplitudes that are turned, rows and rotations.
double sector_rotation_work(int num_orbitals, int num_alpha, int num_beta);

/// One product H|ψ⟩ of the full state vector, and one sweep of a circuit.
double state_product_work(int num_qubits, bool real, double symmetry);
double circuit_work(int num_qubits, bool real, double num_parameters);

/// One product of FCI in one of the 1 / symmetry irreps, and Davidson's work on the vectors if
/// `with_vectors`.
double reference_product_work(int num_orbitals, int num_alpha, int num_beta, double symmetry,
                              bool with_vectors);
/// Cubes of the rows of the matrices that FCI diagonalises, for its first guesses or completely.
double reference_guess_work(double determinants, double symmetry);
/// Products until the states of one irrep have converged and those of the others are known to be higher.
double reference_products(double determinants, double symmetry);

}  // namespace eigenlake
