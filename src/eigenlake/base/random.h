// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace eigenlake {

/// Pseudo-random numbers that are the same on every machine, compiler and build, so that a seed in a record
/// can be repeated. Not for secrets.
///
/// The k-th number of a seed is a fixed mix of seed + k · 0x9e3779b97f4a7c15, k from 1.
///
/// Source: Steele, Lea & Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014 (SplitMix64).
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}

  uint64_t next();

  /// Uniform in [0, 1), a multiple of 2^-53.
  double uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

  /// Uniform in [low, high).
  double uniform(double low, double high) { return low + (high - low) * uniform(); }

 private:
  uint64_t state_;
};

/// A seed for the `stream`-th independent use of `seed`; stream 0 is `seed` itself.
uint64_t derived_seed(uint64_t seed, uint64_t stream);

}  // namespace eigenlake
