#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "eigenlake/base/thread_pool.h"
#include "eigenlake/chem/molecular_hamiltonian.h"
#include "eigenlake/determinants/determinant_layout.h"
#include "eigenlake/determinants/spin_strings.h"

namespace eigenlake {

/// The molecular Hamiltonian in the space of determinants with fixed numbers of alpha and beta electrons,
/// applied without its matrix:
///
///   H = H_alpha + H_beta + Σ (pq|rs) E^alpha_pq E^beta_rs,
///
/// where H_alpha and H_beta are sparse matrices among the strings of one spin. The mixed part is one pass for
/// each beta pair (r, s): the beta columns that it connects, times the sparse matrix Σ_pq (pq|rs) E^alpha_pq.
///
/// Integrals below 1e-13 hartree count as 0, so that symmetry of the molecule saves work.
///
/// Threads: `apply` is used from one thread at a time; bits do not depend on the pool's size.
/// Source:  Olsen, Roos, Jørgensen & Jensen, J. Chem. Phys. 89, 2185 (1988) for the split by spin.
class DeterminantHamiltonian {
 public:
  /// Requires: the strings have the Hamiltonian's orbitals and electrons and outlive this object, `pool` (may
  ///           be null) as well.
  DeterminantHamiltonian(const MolecularHamiltonian& hamiltonian, const SpinStrings& alpha,
                         const SpinStrings& beta, ThreadPool* pool);

  /// result ← H state, both in the DeterminantLayout of the strings; not in place.
  void apply(const double* state, double* result);

  /// Bytes of tables and scratch for strings of these sizes.
  static uint64_t memory_bytes(int num_orbitals, int num_alpha, int num_beta);

 private:
  /// Matrix among the strings of one spin without its diagonal, compressed rows.
  struct SpinMatrix {
    std::vector<double> diagonal;
    std::vector<size_t> row_begin;
    std::vector<uint32_t> column;
    std::vector<double> value;
  };
  struct SpinTables {
    SpinMatrix matrix;
    std::vector<StringNeighbour> neighbours;  ///< [strings, neighbours of each]
    size_t num_neighbours = 0;
    std::vector<double> coulomb;  ///< [pairs, strings]: Σ_{r in string} (pq|rr)
  };
  /// The columns of one block that one beta pair connects.
  struct ColumnBatch {
    uint32_t pair = 0;
    std::vector<uint32_t> from;
    std::vector<uint32_t> to;
    std::vector<double> sign;
  };
  struct ColumnBlock {
    size_t begin = 0;
    size_t end = 0;
    std::vector<ColumnBatch> batches;
  };

  /// N (n − N) neighbours of a string and itself: 15 · 16 + 1 for 31 orbitals.
  static constexpr size_t kMaxNeighbours = 242;

  static SpinMatrix make_matrix(const MolecularHamiltonian& hamiltonian, const SpinStrings& strings);
  static double diagonal_element(const MolecularHamiltonian& hamiltonian, const std::vector<int>& occupied);
  static double single_element(const MolecularHamiltonian& hamiltonian, int p, int q, uint32_t spectators);
  SpinTables make_tables(const MolecularHamiltonian& hamiltonian, const SpinStrings& strings) const;
  void make_blocks();

  void run(size_t num_tasks, const std::function<void(size_t)>& task) const;
  void apply_row(size_t row, const double* state, double* result) const;
  void apply_beta(size_t begin, size_t end, const double* state, double* result, double* panel) const;
  void apply_alpha(const ColumnBlock& block, const double* state, double* result, double* panel) const;
  void apply_batch(const ColumnBatch& batch, const double* state, double* result, double* panel) const;

  size_t num_rows_;     ///< Alpha strings.
  size_t num_columns_;  ///< Beta strings.
  size_t stride_;       ///< Of the rows of a state.
  bool is_shared_;      ///< Among threads.
  size_t num_pairs_;
  double constant_;
  ThreadPool* pool_;
  std::vector<double> signed_integrals_;  ///< [pairs rs, pairs pq, 2]: (pq|rs) and −(pq|rs)
  std::vector<bool> coulomb_is_zero_;     ///< [pairs]: that row of beta_.coulomb
  std::vector<int> occupied_alpha_;       ///< [alpha strings, num_alpha]
  SpinTables alpha_;
  SpinTables beta_;
  std::vector<ColumnBlock> blocks_;
  std::vector<std::vector<double>> panels_;  ///< One for each task of a pass.
};

}  // namespace eigenlake
