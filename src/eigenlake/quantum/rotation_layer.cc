// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/quantum/rotation_layer.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <vector>

#include "eigenlake/base/assert.h"
#include "eigenlake/quantum/rotation_plan.h"

namespace eigenlake {
namespace {

using namespace rotation;

/// RY on qubits q … q + Qubits − 1 for the vector at p and its partners.
template <int Qubits>
inline void rotate_registers(double* p, size_t stride, const ScaledRotation* rotations) {
  constexpr size_t kSize = size_t{1} << Qubits;
  Vec v[kSize];
#pragma GCC unroll 8
  for (size_t i = 0; i < kSize; ++i) v[i] = simd::load(p + i * stride);
#pragma GCC unroll 3
  for (int k = 0; k < Qubits; ++k) {
#pragma GCC unroll 8
    for (size_t i = 0; i < kSize; ++i)
      if ((i >> k & 1) == 0) rotate(v[i], v[i | size_t{1} << k], rotations[k]);
  }
#pragma GCC unroll 8
  for (size_t i = 0; i < kSize; ++i) simd::store(p + i * stride, v[i]);
}

void rotate_group(double* p, Group group, size_t begin, size_t end, const Plan& plan) {
  // A copy, so that the compiler knows that stores of amplitudes do not change it.
  std::array<ScaledRotation, kGroupQubits> r{};
  std::copy_n(plan.rotations.begin() + group.first, group.count, r.begin());
  const size_t stride = size_t{1} << group.first;
  if (group.count == 1)
    for_vectors(group, begin, end, [&](size_t i) { rotate_registers<1>(p + i, stride, r.data()); });
  if (group.count == 2)
    for_vectors(group, begin, end, [&](size_t i) { rotate_registers<2>(p + i, stride, r.data()); });
  if (group.count == 3)
    for_vectors(group, begin, end, [&](size_t i) { rotate_registers<3>(p + i, stride, r.data()); });
}

void rotate_lanes_and_phase(StateVector& state, size_t begin, size_t end, const Plan& plan) {
  double *re = state.re(), *im = state.im();
  if (plan.phases) {
    for_phases(*plan.phases, begin, end, [&](size_t i, const Phase& phase) {
      Vec a = simd::load(re + i), b = simd::load(im + i);
      if (plan.has_ry) a = rotate_lanes(a, plan), b = rotate_lanes(b, plan);
      phase.multiply(a, b);
      simd::store(re + i, a);
      simd::store(im + i, b);
    });
    return;
  }
  for (size_t i = begin; i < end; i += simd::kLanes) {
    simd::store(re + i, rotate_lanes(simd::load(re + i), plan));
    if (im) simd::store(im + i, rotate_lanes(simd::load(im + i), plan));
  }
}

void apply_low_qubits(StateVector& state, size_t block, const Plan& plan) {
  const size_t length = size_t{1} << plan.block_qubits, begin = block * length;
  if (plan.has_ry) {
    for (const Group group : groups_between(simd::kLaneQubits, plan.block_qubits)) {
      for (double* p : {state.re(), state.im()})
        if (p) rotate_group(p + begin, group, 0, num_vectors(group, plan.block_qubits), plan);
    }
  }
  rotate_lanes_and_phase(state, begin, begin + length, plan);
}

}  // namespace

void prepare_rotated_zero(StateVector& state, const RotationAngles& angles, ThreadPool& pool) {
  const int n = std::countr_zero(state.size());
  std::vector<QubitFactors> factors = rz_factors(angles.rz, n, 1.0);
  for (size_t q = 0; q < factors.size(); ++q) {
    const double half = q < angles.ry.size() ? angles.ry[q] / 2 : 0.0;
    factors[q].if_zero *= std::cos(half);
    factors[q].if_one *= std::sin(half);
  }
  const ProductTable table(factors);
  const size_t length = size_t{1} << std::min(n, kBlockQubits);
  pool.run(state.size() / length, [&](size_t task) {
    for_phases(table, task * length, (task + 1) * length, [&](size_t i, const Phase& amplitude) {
      simd::store(state.re() + i, amplitude.re);
      if (state.im()) simd::store(state.im() + i, amplitude.im);
    });
  });
}

void apply_rotation_layer(StateVector& state, const RotationAngles& angles, ThreadPool& pool) {
  EIGENLAKE_ASSERT(!state.is_real() || angles.rz.empty());
  const Plan plan = make_plan(state.size(), angles.ry, angles.rz, 1.0);
  if (plan.has_ry) {
    for_high_groups(plan, pool, [&](Group group, size_t begin, size_t end, size_t) {
      rotate_group(state.re(), group, begin, end, plan);
      if (state.im()) rotate_group(state.im(), group, begin, end, plan);
    });
  }
  pool.run(state.size() >> plan.block_qubits, [&](size_t block) { apply_low_qubits(state, block, plan); });
}

}  // namespace eigenlake
