#pragma once

#include <vector>

#include <Eigen/Dense>

#include "eigenlake/base/error.h"
#include "eigenlake/base/thread_pool.h"
#include "eigenlake/chem/basis_set.h"
#include "eigenlake/chem/molecule.h"

namespace eigenlake {

/// Electron repulsion integrals (pq|rs) over real orbitals, stored once per pair p >= q and once per pair r
/// >= s: a row per pair pq, contiguous over all pairs rs.
class EriTensor {
 public:
  EriTensor() = default;
  explicit EriTensor(int num_functions);

  static size_t pair_index(int p, int q) {
    return p >= q ? size_t(p) * (p + 1) / 2 + q : size_t(q) * (q + 1) / 2 + p;
  }
  int num_functions() const { return num_functions_; }
  size_t num_pairs() const { return num_pairs_; }
  double operator()(int p, int q, int r, int s) const { return row(pair_index(p, q))[pair_index(r, s)]; }
  const double* row(size_t pair) const { return values_.data() + pair * num_pairs_; }
  double* row(size_t pair) { return values_.data() + pair * num_pairs_; }

 private:
  int num_functions_ = 0;
  size_t num_pairs_ = 0;
  std::vector<double> values_;
};

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

/// Computes all of them.
///
/// Requires: validate(molecule) holds and `basis` has every element of it.
/// Errors:   kResourceLimit  the repulsion integrals do not fit into the free memory (says how much they
/// need). Cost:     num_functions⁴ / 4 doubles. Threads:  `pool` may be null; the bits do not depend on it.
Result<AoIntegrals> compute_integrals(const Molecule& molecule, const BasisSet& basis,
                                      ThreadPool* pool = nullptr);

}  // namespace eigenlake
