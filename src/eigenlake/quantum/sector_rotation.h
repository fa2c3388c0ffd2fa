#pragma once

#include <cstddef>
#include <vector>

#include "eigenlake/base/thread_pool.h"
#include "eigenlake/quantum/sector_space.h"
#include "eigenlake/quantum/uccsd.h"

namespace eigenlake {

/// Fermionic excitations as rotations of pairs of amplitudes of a real sector state [alpha, beta], row-major.
///
/// The moves of one spin are listed once for each orbital pattern and shared by all excitations that use it.
///
/// Threads: const after construction.
class SectorRotations {
 public:
  SectorRotations(const UccsdAnsatz& ansatz, const SpinStrings& alpha, const SpinStrings& beta,
                  ThreadPool* pool);

  /// Bytes of the moves of one spin.
  static double memory_bytes(int num_orbitals, int num_electrons);

  size_t size() const { return rotations_.size(); }

  /// state ← exp(theta (T − T†)) state for excitation `index`.
  void apply(size_t index, double theta, double* state) const;

  /// Undoes excitation `index` on both vectors and returns ⟨dual| (T − T†) |state⟩.
  double unapply(size_t index, double theta, double* state, double* dual) const;

 private:
  /// Moves of one spin, as separate arrays for the inner loop.
  struct Moves {
    std::vector<uint32_t> from;
    std::vector<uint32_t> to;
    std::vector<double> sign;
  };
  static constexpr int kIdentity = -1;
  struct Rotation {
    int alpha = kIdentity;  ///< Index into alpha_moves_.
    int beta = kIdentity;   ///< Index into beta_moves_.
  };

  /// Calls kernel(begin, end) for chunks of the rows that a rotation visits and adds up what it returns, in
  /// order; the chunks depend on sizes alone.
  template <typename Kernel>
  double for_rows(const Rotation& rotation, const Kernel& kernel) const;

  size_t num_alpha_strings_;
  size_t num_beta_strings_;
  ThreadPool* pool_;
  std::vector<Moves> alpha_moves_;
  std::vector<Moves> beta_moves_;
  std::vector<Rotation> rotations_;
};

}  // namespace eigenlake
