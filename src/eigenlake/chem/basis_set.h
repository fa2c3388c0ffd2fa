// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <Eigen/Dense>

#include "eigenlake/base/error.h"

namespace eigenlake {

/// Contracted Gaussians of one angular momentum that share their exponents.
struct Shell {
  int angular_momentum = 0;
  std::vector<double> exponents;  ///< bohr⁻²
  Eigen::MatrixXd coefficients;   ///< [num_primitives, num_contractions], of normalised primitives.
};

/// The shells of each requested element. All shells are spherical harmonics, also those of sets that were
/// published with Cartesian d functions (6-31G* and its family).
struct BasisSet {
  std::string name;                          ///< Canonical spelling.
  std::map<int, std::vector<Shell>> shells;  ///< By atomic number.
};

/// Reads the shells of the elements in `atomic_numbers` (repeats allowed).
///
/// The data are those of the Basis Set Exchange, from the folder in EIGENLAKE_BASIS_SETS or else the pinned
/// one.
///
/// Errors: kInvalidInput  unknown name (with the nearest known ones); the set lacks an element or needs an
///                        effective core potential for it; it is no orbital basis.
///         kUnsupported   angular momentum above what the integral library handles.
///         kNotFound      the data folder does not exist.
/// Cost:   below a millisecond for the common sets.
Result<BasisSet> load_basis_set(std::string_view name, std::span<const int> atomic_numbers);

/// A set that load_basis_set reads.
struct ListedBasisSet {
  std::string name;           ///< Canonical spelling.
  std::string description;    ///< As the data have it.
  std::vector<int> elements;  ///< Atomic numbers, without those that need an effective core potential.
};

/// All of them, by their names.
///
/// Errors: kNotFound, kCorrupt for the data.
/// Cost:   some 30 ms.
Result<std::vector<ListedBasisSet>> list_basis_sets();

}  // namespace eigenlake
