// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include <Eigen/Dense>

#include "eigenlake/chem/scf_problem.h"

namespace eigenlake {

/// The determinant of an extended Hückel calculation in the atoms' own occupied orbitals: their energies in
/// the field of the superposed atoms, and between them 1.75 times the mean energy times the overlap. `atoms`
/// is the superposition, block-diagonal, spins together. None where the atoms have fewer orbitals than there
/// are electrons of one spin, or nearly dependent ones.
///
/// Source: Hoffmann, J. Chem. Phys. 39, 1397 (1963); Lehtola, J. Chem. Theory Comput. 15, 1593 (2019).
std::optional<SpinDensities> huckel_guess(const ScfProblem& problem, const Eigen::MatrixXd& atoms);

}  // namespace eigenlake
