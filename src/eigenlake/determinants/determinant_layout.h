#pragma once

#include <cstddef>
#include <new>
#include <vector>

#include "eigenlake/determinants/spin_strings.h"

namespace eigenlake {

inline constexpr size_t kCacheLine = 64;  // bytes

/// How a sector state [alpha, beta] lies in memory: rows of `stride` amplitudes, of which those behind the
/// beta strings stay 0. Rows of sectors that threads share begin at cache lines, so that no two threads write
/// to the same one.
struct DeterminantLayout {
  /// Amplitudes from which H|ψ⟩ is worth threads, and from which rotations are, whose rows change the core:
  /// with less, whether two cores are faster than one depends on how near to each other their caches are.
  static constexpr size_t kMinForThreads = 20'000;
  static constexpr size_t kMinForThreadsInRotations = 100'000;

  size_t num_rows = 0;     ///< Alpha strings.
  size_t num_columns = 0;  ///< Beta strings.
  bool is_shared = false;  ///< Among threads.
  size_t stride = 0;

  DeterminantLayout(const SpinStrings& alpha, const SpinStrings& beta)
      : num_rows(alpha.size()),
        num_columns(beta.size()),
        is_shared(num_rows * num_columns >= kMinForThreads),
        stride(is_shared ? (num_columns + kLineLength - 1) / kLineLength * kLineLength : num_columns) {}

  size_t size() const { return num_rows * stride; }

 private:
  static constexpr size_t kLineLength = kCacheLine / sizeof(double);
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
