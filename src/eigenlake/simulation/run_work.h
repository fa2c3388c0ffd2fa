#pragma once

#include "eigenlake/simulation/run_size.h"

namespace eigenlake {

/// Operations of the steps of a run, in units that are each step's own: what counts is how they grow with the
/// size. MachineSpeed says how long one takes.

/// Quartets of primitives and components of them.
double integral_work(const RunSize& size);
/// Integrals that a Fock matrix reads.
double fock_work(int num_functions);
/// Fock matrices of an SCF with its stability analysis.
inline constexpr double kFockMatrices = 35;
/// Multiplications of the transformation to orbitals.
double transformation_work(int num_functions, int num_orbitals);
/// Pauli terms before equal ones are merged, each for every halving of their sort.
double mapping_work(int num_orbitals);

/// One product H|ψ⟩ in a sector: vectors of eight amplitudes, elements that are looked at.
double sector_product_work(int num_orbitals, int num_alpha, int num_beta, double symmetry);
/// One sweep of all UCCSD rotations: pairs of amplitudes that are turned, rows and rotations.
double sector_rotation_work(int num_orbitals, int num_alpha, int num_beta);

/// One product H|ψ⟩ of the full state vector, and one sweep of a circuit.
double state_product_work(int num_qubits, bool real, double symmetry);
double circuit_work(int num_qubits, bool real, double num_parameters);

/// One product of FCI in one irrep, of which there are 1 / symmetry; where `with_vectors`, with Davidson's
/// work on the vectors.
double reference_product_work(int num_orbitals, int num_alpha, int num_beta, double symmetry,
                              bool with_vectors);
/// Rows of the matrices that FCI diagonalises for its first guesses, or altogether; the cubes of them count.
double reference_guess_work(double determinants, double symmetry);
/// Products until the states of one irrep are as far as they have to, and those of the others are known to
/// lie higher.
double reference_products(double determinants, double symmetry);

}  // namespace eigenlake
