// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "eigenlake/chem/basis_set.h"
#include "eigenlake/chem/molecule.h"

namespace eigenlake {

/// The integral library's own description of atoms and shells: integer tables that point into one pool of
/// doubles.
struct CintInput {
  std::vector<int> atoms;
  std::vector<int> shells;
  std::vector<double> pool;
  std::vector<int> first_function;  ///< Of each shell, and the total at the end.

  int num_atoms() const;
  int num_shells() const;
  int num_functions() const { return first_function.back(); }
  int atom_of(int shell) const;
  int momentum_of(int shell) const;
  int contractions_of(int shell) const;
  int size_of(int shell) const { return first_function[shell + 1] - first_function[shell]; }
};

/// Shells by atom, then as the basis set lists them, with contractions of norm 1.
///
/// Requires: `basis` has every element of the molecule.
CintInput make_cint_input(const Molecule& molecule, const BasisSet& basis);

}  // namespace eigenlake
