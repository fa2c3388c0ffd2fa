// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <complex>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "eigenlake/base/thread_pool.h"
#include "eigenlake/quantum/product_table.h"
#include "eigenlake/quantum/simd.h"

/// Shared by the forward and the backward sweep of a rotation layer.
namespace eigenlake::rotation {

using simd::Lanes;
using simd::Vec;

/// Qubits of a block that fits the first-level cache.
constexpr int kBlockQubits = 11;
/// Qubits that one pass rotates in registers.
constexpr int kGroupQubits = 3;
/// Vectors of the strided sweep per task.
constexpr size_t kVectorsPerTask = 128;
constexpr int kMaxQubits = 64;

/// cos and sin of half an angle without their larger one: (a, b) → scale · (a − r·b, b + r·a) if `by_cos`,
/// else scale · (r·a − b, r·b + a). Half the multiplications; the scales of all qubits are applied once.
struct ScaledRotation {
  double r = 0.0;
  double scale = 1.0;
  bool by_cos = true;
};

inline void rotate(Vec& a, Vec& b, const ScaledRotation& rotation) {
  const Vec r = simd::broadcast(rotation.r);
  const Vec old_a = a;
  if (rotation.by_cos) {
    a = a - r * b;
    b = b + r * old_a;
  } else {
    a = r * a - b;
    b = r * b + old_a;
  }
}

/// RY on a qubit within a vector: v → diagonal·v + off_diagonal·(v with the lanes exchanged).
struct LaneRotation {
  Lanes exchange;
  Vec sign;  ///< −1 where the qubit is 0, +1 where it is 1.
  Vec diagonal, off_diagonal;
};

/// The part of one layer that does not depend on the amplitudes.
struct Plan {
  int num_qubits;  ///< Of the arrays: log2 of their length.
  int block_qubits;
  std::array<ScaledRotation, kMaxQubits> rotations{};
  std::array<LaneRotation, simd::kLaneQubits> lanes{};
  bool has_ry = false;
  std::optional<ProductTable> phases;
};

/// Of the layer, or of its inverse for sign = −1.
Plan make_plan(size_t size, std::span<const double> ry, std::span<const double> rz, double sign);

/// exp(∓i·sign·rz/2) for each qubit.
std::vector<QubitFactors> rz_factors(std::span<const double> rz, int num_qubits, double sign);

inline Vec rotate_lanes(Vec v, const Plan& plan) {
  for (const LaneRotation& lane : plan.lanes)
    v = lane.diagonal * v + lane.off_diagonal * simd::permute(v, lane.exchange);
  return v;
}

/// A run of consecutive qubits above the lanes that one pass rotates.
struct Group {
  int first;
  int count;
};

/// Qubits begin … end − 1 in groups.
std::vector<Group> groups_between(int begin, int end);

/// Offset of the k-th vector whose bits of `group` are all zero.
inline size_t base_offset(Group group, size_t k) {
  const size_t index = k * simd::kLanes;
  const size_t low = index & ((size_t{1} << group.first) - 1);
  return low | (index - low) << group.count;
}

/// Calls body(offset) for vectors begin … end−1 of `group` (counted as in base_offset).
template <typename Body>
inline void for_vectors(Group group, size_t begin, size_t end, const Body& body) {
  const size_t run = (size_t{1} << group.first) / simd::kLanes;
  for (size_t k = begin; k < end;) {
    const size_t stop = std::min(end, (k / run + 1) * run);
    for (size_t offset = base_offset(group, k); k < stop; ++k, offset += simd::kLanes) body(offset);
  }
}

inline size_t num_vectors(Group group, int num_qubits) {
  return (size_t{1} << (num_qubits - group.count)) / simd::kLanes;
}

/// Phase of the v-th vector of a run, its prefix included.
struct Phase {
  Vec re, im;
  Phase(const ProductTable& table, Vec prefix_re, Vec prefix_im, size_t v)
      : re(prefix_re * table.re(v) - prefix_im * table.im(v)),
        im(prefix_re * table.im(v) + prefix_im * table.re(v)) {}
  void multiply(Vec& a_re, Vec& a_im) const {
    const Vec old = a_re;
    a_re = re * a_re - im * a_im;
    a_im = re * a_im + im * old;
  }
};

/// Calls body(offset, phase) for every vector of [begin, end).
template <typename Body>
inline void for_phases(const ProductTable& table, size_t begin, size_t end, const Body& body) {
  const size_t run = size_t{1} << table.run_qubits();
  for (size_t start = begin; start < end; start += run) {
    const std::complex<double> prefix = table.prefix(start);
    const Vec re = simd::broadcast(prefix.real()), im = simd::broadcast(prefix.imag());
    for (size_t v = 0; v < run / simd::kLanes; ++v) body(start + v * simd::kLanes, Phase(table, re, im, v));
  }
}

/// Strided sweeps over the qubits above a block, `sweep(group, begin, end, task)` once per task.
template <typename Sweep>
void for_high_groups(const Plan& plan, ThreadPool& pool, const Sweep& sweep) {
  for (const Group group : groups_between(plan.block_qubits, plan.num_qubits)) {
    const size_t count = num_vectors(group, plan.num_qubits);
    const size_t per_task = std::min(kVectorsPerTask, count);
    pool.run(count / per_task,
             [&](size_t task) { sweep(group, task * per_task, (task + 1) * per_task, task); });
  }
}

}  // namespace eigenlake::rotation
