// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <vector>

#include "eigenlake/base/assert.h"
#include "eigenlake/quantum/rotation_layer.h"
#include "eigenlake/quantum/rotation_plan.h"

namespace eigenlake {
namespace {

using namespace rotation;

/// RY on qubits q … q + Qubits − 1 of two arrays for the vectors there and their partners, after adding
/// Σ (λ1 φ0 − λ0 φ1) of each qubit to `overlaps`.
template <int Qubits>
inline void rotate_registers_pair(double* state, double* adjoint, size_t stride,
                                  const ScaledRotation* rotations, Vec* overlaps) {
  constexpr size_t kSize = size_t{1} << Qubits;
  Vec phi[kSize], lambda[kSize];
#pragma GCC unroll 8
  for (size_t i = 0; i < kSize; ++i) {
    phi[i] = simd::load(state + i * stride);
    lambda[i] = simd::load(adjoint + i * stride);
  }
#pragma GCC unroll 3
  for (int k = 0; k < Qubits; ++k) {
    Vec plus{}, minus{};
#pragma GCC unroll 8
    for (size_t i = 0; i < kSize; ++i) {
      if ((i >> k & 1) != 0) continue;
      const size_t j = i | size_t{1} << k;
      plus += lambda[j] * phi[i];
      minus += lambda[i] * phi[j];
    }
    overlaps[k] += plus - minus;
  }
#pragma GCC unroll 3
  for (int k = 0; k < Qubits; ++k) {
#pragma GCC unroll 8
    for (size_t i = 0; i < kSize; ++i) {
      if ((i >> k & 1) != 0) continue;
      rotate(phi[i], phi[i | size_t{1} << k], rotations[k]);
      rotate(lambda[i], lambda[i | size_t{1} << k], rotations[k]);
    }
  }
#pragma GCC unroll 8
  for (size_t i = 0; i < kSize; ++i) {
    simd::store(state + i * stride, phi[i]);
    simd::store(adjoint + i * stride, lambda[i]);
  }
}

template <int Qubits>
void rotate_group_pair(double* state, double* adjoint, Group group, size_t begin, size_t end,
                       const Plan& plan, double* overlaps) {
  std::array<ScaledRotation, Qubits> r{};
  std::copy_n(plan.rotations.begin() + group.first, Qubits, r.begin());
  Vec sums[Qubits] = {};
  const size_t stride = size_t{1} << group.first;
  for_vectors(group, begin, end, [&](size_t i) {
    rotate_registers_pair<Qubits>(state + i, adjoint + i, stride, r.data(), sums);
  });
  for (int k = 0; k < Qubits; ++k) overlaps[group.first + k] += simd::sum(sums[k]);
}

void rotate_group_pair(double* state, double* adjoint, Group group, size_t begin, size_t end,
                       const Plan& plan, double* overlaps) {
  if (group.count == 1) rotate_group_pair<1>(state, adjoint, group, begin, end, plan, overlaps);
  if (group.count == 2) rotate_group_pair<2>(state, adjoint, group, begin, end, plan, overlaps);
  if (group.count == 3) rotate_group_pair<3>(state, adjoint, group, begin, end, plan, overlaps);
}

/// Sums of one task of the backward sweep.
struct Overlaps {
  std::array<double, kMaxQubits> ry{};
  std::array<double, kMaxQubits> rz{};
};

/// Σ ± w over a block for the sign of each qubit, at two additions for each vector.
class SignedSums {
 public:
  void add(size_t v, Vec w) {
    by_low_[v % kLow] += w;
    by_high_[v / kLow] += w;
  }

  /// Requires: all added vectors are in the block at `begin`.
  void write(const Plan& plan, size_t begin, std::array<double, kMaxQubits>& sums) const {
    const size_t vectors = (size_t{1} << plan.block_qubits) / simd::kLanes;
    Vec total{};
    for (size_t v = 0; v < std::min(kLow, vectors); ++v) total += by_low_[v];
    const double sum = simd::sum(total);
    for (int q = plan.block_qubits; q < plan.num_qubits; ++q)
      sums[static_cast<size_t>(q)] += begin >> q & 1 ? -sum : sum;
    for (int q = 0; q < simd::kLaneQubits; ++q)
      sums[static_cast<size_t>(q)] -= simd::sum(total * plan.lanes[static_cast<size_t>(q)].sign);
    for (int q = simd::kLaneQubits; q < plan.block_qubits; ++q) {
      const int bit = q - simd::kLaneQubits;
      const bool low = bit < kLowBits;
      const Vec* parts = low ? by_low_.data() : by_high_.data();
      const size_t count = low ? std::min(kLow, vectors) : vectors / kLow;
      for (size_t v = 0; v < count; ++v) {
        const double part = simd::sum(parts[v]);
        sums[static_cast<size_t>(q)] += v >> (low ? bit : bit - kLowBits) & 1 ? -part : part;
      }
    }
  }

 private:
  static constexpr int kLowBits = 4;
  static constexpr size_t kLow = size_t{1} << kLowBits;
  std::array<Vec, kLow> by_low_{};
  std::array<Vec, (size_t{1} << kBlockQubits) / simd::kLanes / kLow> by_high_{};
};

/// λ·(φ with lanes exchanged) of each lane qubit; its signed sum is that qubit's overlap.
using LaneOverlaps = std::array<Vec, simd::kLaneQubits>;

inline void add_lane_overlaps(Vec phi, Vec lambda, const Plan& plan, LaneOverlaps& overlaps) {
  for (size_t q = 0; q < simd::kLaneQubits; ++q)
    overlaps[q] += lambda * simd::permute(phi, plan.lanes[q].exchange);
}

void unphase_block(StateVector& state, StateVector& adjoint, size_t begin, size_t end, const Plan& plan,
                   LaneOverlaps& lane_overlaps, Overlaps& overlaps) {
  double *phi_re = state.re(), *phi_im = state.im(), *lambda_re = adjoint.re(), *lambda_im = adjoint.im();
  SignedSums sums;
  for_phases(*plan.phases, begin, end, [&](size_t i, const Phase& phase) {
    Vec a = simd::load(phi_re + i), b = simd::load(phi_im + i);
    Vec c = simd::load(lambda_re + i), d = simd::load(lambda_im + i);
    sums.add((i - begin) / simd::kLanes, c * b - d * a);
    phase.multiply(a, b);
    phase.multiply(c, d);
    if (plan.has_ry) {
      add_lane_overlaps(a, c, plan, lane_overlaps);
      add_lane_overlaps(b, d, plan, lane_overlaps);
      a = rotate_lanes(a, plan), b = rotate_lanes(b, plan);
      c = rotate_lanes(c, plan), d = rotate_lanes(d, plan);
    }
    simd::store(phi_re + i, a);
    simd::store(phi_im + i, b);
    simd::store(lambda_re + i, c);
    simd::store(lambda_im + i, d);
  });
  sums.write(plan, begin, overlaps.rz);
}

void unrotate_lanes(double* phi, double* lambda, size_t begin, size_t end, const Plan& plan,
                    LaneOverlaps& lane_overlaps) {
  for (size_t i = begin; i < end; i += simd::kLanes) {
    const Vec a = simd::load(phi + i), c = simd::load(lambda + i);
    add_lane_overlaps(a, c, plan, lane_overlaps);
    simd::store(phi + i, rotate_lanes(a, plan));
    simd::store(lambda + i, rotate_lanes(c, plan));
  }
}

void unapply_low_qubits(StateVector& state, StateVector& adjoint, size_t block, const Plan& plan,
                        Overlaps& overlaps) {
  const size_t length = size_t{1} << plan.block_qubits, begin = block * length;
  LaneOverlaps lane_overlaps{};
  if (plan.phases) {
    unphase_block(state, adjoint, begin, begin + length, plan, lane_overlaps, overlaps);
  } else {
    unrotate_lanes(state.re(), adjoint.re(), begin, begin + length, plan, lane_overlaps);
    if (state.im()) unrotate_lanes(state.im(), adjoint.im(), begin, begin + length, plan, lane_overlaps);
  }
  if (!plan.has_ry) return;
  for (size_t q = 0; q < simd::kLaneQubits; ++q)
    overlaps.ry[q] += simd::sum(lane_overlaps[q] * plan.lanes[q].sign);
  for (const Group group : groups_between(simd::kLaneQubits, plan.block_qubits)) {
    const size_t count = num_vectors(group, plan.block_qubits);
    rotate_group_pair(state.re() + begin, adjoint.re() + begin, group, 0, count, plan, overlaps.ry.data());
    if (state.im())
      rotate_group_pair(state.im() + begin, adjoint.im() + begin, group, 0, count, plan, overlaps.ry.data());
  }
}

/// Adds the sums of the tasks in their order.
void gather(const std::vector<Overlaps>& parts, Overlaps& total) {
  for (const Overlaps& part : parts) {
    for (size_t q = 0; q < kMaxQubits; ++q) {
      total.ry[q] += part.ry[q];
      total.rz[q] += part.rz[q];
    }
  }
}

/// All scales are applied with the lanes, before their rotations, so that both states are too small by the
/// scales of a group and all later ones when that group is rotated.
void rescale_overlaps(const Plan& plan, Overlaps& overlaps) {
  double missing = 1.0;
  std::vector<Group> groups = groups_between(simd::kLaneQubits, plan.block_qubits);
  const std::vector<Group> high = groups_between(plan.block_qubits, plan.num_qubits);
  groups.insert(groups.end(), high.begin(), high.end());
  for (auto group = groups.rbegin(); group != groups.rend(); ++group) {
    for (int q = group->first; q < group->first + group->count; ++q)
      missing *= plan.rotations[static_cast<size_t>(q)].scale;
    for (int q = group->first; q < group->first + group->count; ++q)
      overlaps.ry[static_cast<size_t>(q)] /= missing * missing;
  }
}

}  // namespace

void unapply_rotation_layer(StateVector& state, StateVector& adjoint, const RotationAngles& angles,
                            std::span<double> ry_gradient, std::span<double> rz_gradient, ThreadPool& pool) {
  EIGENLAKE_ASSERT(state.is_real() == adjoint.is_real() && (!state.is_real() || angles.rz.empty()));
  EIGENLAKE_ASSERT(ry_gradient.size() == angles.ry.size() && rz_gradient.size() == angles.rz.size());
  const Plan plan = make_plan(state.size(), angles.ry, angles.rz, -1.0);
  Overlaps total;
  std::vector<Overlaps> parts(state.size() >> plan.block_qubits);
  pool.run(parts.size(),
           [&](size_t block) { unapply_low_qubits(state, adjoint, block, plan, parts[block]); });
  gather(parts, total);
  if (plan.has_ry) {
    parts.assign(state.size() / simd::kLanes / kVectorsPerTask + 1, {});
    for_high_groups(plan, pool, [&](Group group, size_t begin, size_t end, size_t task) {
      rotate_group_pair(state.re(), adjoint.re(), group, begin, end, plan, parts[task].ry.data());
      if (state.im())
        rotate_group_pair(state.im(), adjoint.im(), group, begin, end, plan, parts[task].ry.data());
    });
    gather(parts, total);
    rescale_overlaps(plan, total);
  }
  std::copy_n(total.ry.begin(), ry_gradient.size(), ry_gradient.begin());
  std::copy_n(total.rz.begin(), rz_gradient.size(), rz_gradient.begin());
}

}  // namespace eigenlake
