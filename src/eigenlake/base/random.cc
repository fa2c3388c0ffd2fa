// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/base/random.h"

namespace eigenlake {
namespace {

constexpr uint64_t kGoldenGamma = 0x9e3779b97f4a7c15;

uint64_t mix(uint64_t z) {
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

}  // namespace

uint64_t Random::next() {
  state_ += kGoldenGamma;
  return mix(state_);
}

uint64_t derived_seed(uint64_t seed, uint64_t stream) {
  return stream == 0 ? seed : mix(mix(seed) ^ (stream * kGoldenGamma));
}

}  // namespace eigenlake
