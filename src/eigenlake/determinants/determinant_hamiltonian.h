// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <vector>

#include "eigenlake/base/stop_request.h"
#include "eigenlake/base/thread_pool.h"
#include "eigenlake/chem/molecular_hamiltonian.h"
#include "eigenlake/determinants/determinant_layout.h"
#include "eigenlake/determinants/orbital_symmetry.h"
#include "eigenlake/determinants/spin_matrix.h"
#include "eigenlake/determinants/spin_strings.h"

namespace eigenlake {

/// The molecular Hamiltonian, frozen electrons included and nuclear repulsion not, in the space of
/// determinants with fixed numbers of alpha and beta electrons, applied without its matrix:
///
///   H = H_alpha + H_beta + Σ (pq|rs) E^alpha_pq E^beta_rs,
///
/// where H_alpha and H_beta are sparse matrices among the strings of one spin. The mixed part is one pass for
/// each alpha pair (p, q): the rows that it connects, times the sparse matrix Σ_rs (pq|rs) E^beta_rs.
///
/// Threads: `apply` is used from one thread at a time; bits do not depend on the pool's size.
/// Source:  Olsen, Roos, Jørgensen & Jensen, J. Chem. Phys. 89, 2185 (1988) for the split by spin.
class DeterminantHamiltonian {
 public:
  /// Requires: the strings have the Hamiltonian's orbitals and electrons, and a symmetry of its integrals;
  ///           `pool` (may be null) outlives this object. `stop` is checked for each string and each 64 of
  ///           them in a product; after a stop the object and its products are void.
  DeterminantHamiltonian(const MolecularHamiltonian& hamiltonian, const SpinStrings& alpha,
                         const SpinStrings& beta, ThreadPool* pool, StopRequest stop = {});

  /// result ← H state, both in `layout`, which is one of the strings; not in place. The padding of the rows
  /// of `result` stays unchanged.
  void apply(const DeterminantLayout& layout, const double* state, double* result);

  /// diagonal ← ⟨determinant|H|determinant⟩, [size of the layout].
  void get_diagonal(const DeterminantLayout& layout, double* diagonal) const;

  /// Bytes of tables and scratch for strings of these sizes, of a space of which the largest irrep has
  /// `share`.
  static uint64_t memory_bytes(int num_orbitals, int num_alpha, int num_beta, double share = 1.0);

 private:
  static constexpr size_t kNoField = std::numeric_limits<size_t>::max();
  struct SpinTables {
    SpinMatrix matrix;
    std::vector<StringNeighbour> neighbours;  ///< Of each string, by irrep of the pair; see neighbours_of.
    std::vector<size_t> neighbours_begin;     ///< [strings · irreps + 1]
    std::vector<double> fields;               ///< Σ_{r in string} (pq|rr), [strings], of pairs with any.
    std::vector<size_t> fields_begin;         ///< [pairs]: of its field, or kNoField.

    /// Null where it is 0 for all strings.
    const double* field(size_t pair) const {
      return fields_begin[pair] == kNoField ? nullptr : &fields[fields_begin[pair]];
    }
    /// Those whose pair has an irrep, of string · irreps + irrep; `string` counted from the first one of its
    /// own.
    std::span<const StringNeighbour> neighbours_of(size_t string_and_irrep) const {
      const size_t begin = neighbours_begin[string_and_irrep];
      return {neighbours.data() + begin, neighbours_begin[string_and_irrep + 1] - begin};
    }
  };
  /// The rows of one group that an alpha pair connects. Strings count from the first one of their irrep.
  struct RowBatch {
    uint32_t pair = 0;
    size_t irrep = 0;  ///< Of the pair.
    std::vector<uint32_t> from;
    std::vector<uint32_t> to;
    std::vector<double> sign;
  };
  /// Alpha strings of one irrep, counted from its first one, that are the targets of a task.
  struct RowGroup {
    size_t irrep = 0;
    size_t begin = 0;
    size_t end = 0;
    std::vector<RowBatch> batches;
  };

  /// Strings without symmetry stand together, whatever their irreps.
  size_t block_of(size_t irrep) const { return irrep & (num_blocks_ - 1); }

  std::vector<double> make_integrals(const MolecularHamiltonian& hamiltonian) const;
  SpinTables make_tables(const MolecularHamiltonian& hamiltonian, const SpinStrings& strings) const;
  void add_neighbours(const SpinStrings& strings, SpinTables& tables) const;
  void add_fields(const SpinStrings& strings, SpinTables& tables) const;
  void make_row_groups(const SpinStrings& alpha);
  void make_batches(const SpinStrings& alpha, RowGroup& group) const;

  void run(const DeterminantLayout& layout, size_t num_tasks, const std::function<void(size_t)>& task) const;
  void make_panels(const DeterminantLayout& layout, size_t num_column_groups);
  void apply_diagonal(const DeterminantBlock& block, size_t row, const double* state, double* result) const;
  void apply_beta(const DeterminantBlock& block, const RowGroup& rows, const double* state, double* result,
                  double* panel) const;
  void apply_batch(const DeterminantBlock& source, const DeterminantBlock& target, const RowBatch& batch,
                   const double* state, double* result, double* panel) const;
  void apply_alpha(const DeterminantBlock& block, size_t column, const double* state, double* result,
                   double* panel) const;

  OrbitalSymmetry symmetry_;  ///< Of the integrals, even where the strings have none.
  size_t num_irreps_;
  size_t num_blocks_;  ///< Irreps of the strings.
  size_t num_pairs_;
  double constant_;
  ThreadPool* pool_;
  StopRequest stop_;
  std::vector<double> signed_integrals_;  ///< [pairs rs, pairs pq, 2]: (pq|rs) and −(pq|rs)
  std::vector<int> occupied_alpha_;       ///< [alpha strings, electrons]
  size_t num_alpha_;
  SpinTables alpha_;
  SpinTables beta_;
  std::vector<RowGroup> row_groups_;
  std::vector<std::vector<double>> panels_;  ///< One for each task of a pass.
};

}  // namespace eigenlake
