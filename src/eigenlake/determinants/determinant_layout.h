// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <new>
#include <vector>

#include "eigenlake/determinants/spin_strings.h"

namespace eigenlake {

inline constexpr size_t kCacheLine = 64;  // bytes

/// Determinants of the alpha strings of one irrep with the beta strings of one: rows of `stride` amplitudes,
/// of which those behind the beta strings stay 0.
struct DeterminantBlock {
  size_t alpha_begin = 0;  ///< First alpha string.
  size_t num_rows = 0;     ///< Alpha strings.
  size_t beta_begin = 0;   ///< First beta string.
  size_t num_columns = 0;  ///< Beta strings.
  size_t stride = 0;
  size_t offset = 0;  ///< Of the first row in the vector.

  size_t size() const { return num_rows * stride; }
};

/// How a vector over the determinants of one irrep lies in memory: a block for each irrep of the beta
/// strings, in their order. Without symmetry there is one block, [alpha, beta].
///
/// Rows of vectors that threads share begin at cache lines, so that no two threads write to the same one.
struct DeterminantLayout {
  /// Amplitudes from which H|ψ⟩ is worth threads, and from which rotations are, whose rows change the core:
  /// with less, whether two cores are faster than one depends on how near to each other their caches are.
  static constexpr size_t kMinForThreads = 20'000;
  static constexpr size_t kMinForThreadsInRotations = 100'000;

  /// Requires: the strings have one symmetry.
  DeterminantLayout(const SpinStrings& alpha, const SpinStrings& beta, Irrep irrep = 0);

  Irrep irrep() const { return irrep_; }
  size_t num_determinants() const { return num_determinants_; }
  size_t size() const { return size_; }          ///< Of a vector, with what is behind its rows.
  bool is_shared() const { return is_shared_; }  ///< Among threads.
  /// Of the beta strings with this irrep.
  const DeterminantBlock& block(size_t beta_irrep) const { return blocks_[beta_irrep]; }
  const std::vector<DeterminantBlock>& blocks() const { return blocks_; }

 private:
  std::vector<DeterminantBlock> blocks_;
  Irrep irrep_ = 0;
  size_t num_determinants_ = 0;
  size_t size_ = 0;
  bool is_shared_ = false;
};

/// For vectors that begin at a cache line.
template <typename T>
struct CacheLineAllocator {
  using value_type = T;
  CacheLineAllocator() = default;
  template <typename U>
  CacheLineAllocator(const CacheLineAllocator<U>&) {}
  T* allocate(size_t count) {
    return static_cast<T*>(::operator new(count * sizeof(T), std::align_val_t(kCacheLine)));
  }
  void deallocate(T* place, size_t) { ::operator delete(place, std::align_val_t(kCacheLine)); }
  friend bool operator==(CacheLineAllocator, CacheLineAllocator) { return true; }
};

/// [size of a layout]
using DeterminantVector = std::vector<double, CacheLineAllocator<double>>;

}  // namespace eigenlake
