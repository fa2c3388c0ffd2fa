// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "eigenlake/base/thread_pool.h"
#include "eigenlake/determinants/determinant_layout.h"
#include "eigenlake/determinants/spin_strings.h"
#include "eigenlake/quantum/excitation_runs.h"
#include "eigenlake/quantum/fermionic_excitation.h"

namespace eigenlake {

/// The excitations of an ansatz, U_K … U_1, as rotations of pairs of amplitudes of a real sector state in the
/// DeterminantLayout of the strings.
///
/// All excitations with the same orbital pattern of one spin share a list of moves. Each thread processes a
/// run of excitations on its own rows; the threads synchronise once per run.
///
/// Threads: const after construction; bits do not depend on the pool.
class SectorRotations {
 public:
  /// `pool` may be null.
  SectorRotations(std::span<const FermionicExcitation> excitations, const SpinStrings& alpha,
                  const SpinStrings& beta, ThreadPool* pool);

  /// Bytes of the moves of one spin.
  static double memory_bytes(int num_orbitals, int num_electrons);

  size_t size() const { return rotations_.size(); }

  /// state ← U_K … U_1 state with U_k = exp(angles[k] (T_k − T_k†)).
  void apply(std::span<const double> angles, double* state) const;

  /// Undoes U_K … U_1 on both vectors; slopes[k] ← ⟨dual| (T_k − T_k†) |state⟩ when U_k is undone.
  void unapply(std::span<const double> angles, double* state, double* dual, std::span<double> slopes) const;

 private:
  static constexpr int kIdentity = -1;
  struct Rotation {
    int alpha = kIdentity;  ///< Index into alpha_moves_.
    int beta = kIdentity;   ///< Index into beta_moves_.
  };
  struct Rotor {
    double cosine = 1.0;
    double sine = 0.0;
  };
  /// The two rows of one item of an excitation.
  struct RowPair {
    size_t low = 0;
    size_t high = 0;
    double sign = 1.0;
  };

  std::vector<RowPattern> row_patterns() const;
  RowPair rows_of(const Rotation& rotation, size_t item) const;
  void turn(const Rotation& rotation, Rotor rotor, std::span<const uint32_t> items, double* state) const;
  void turn_back(const Rotation& rotation, Rotor rotor, std::span<const uint32_t> items, double* state,
                 double* dual, double* slopes) const;
  void for_groups(const ExcitationRun& run, const std::function<void(size_t)>& task) const;

  DeterminantBlock block_;
  ThreadPool* pool_;
  std::vector<StringPairs> alpha_moves_;
  std::vector<StringPairs> beta_moves_;
  std::vector<Rotation> rotations_;
  std::vector<ExcitationRun> runs_;
};

}  // namespace eigenlake
