#include "eigenlake/quantum/rotation_layer.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <optional>
#include <vector>

#include "eigenlake/base/assert.h"
#include "eigenlake/quantum/product_table.h"
#include "eigenlake/quantum/simd.h"

namespace eigenlake {
namespace {

using simd::Lanes;
using simd::Vec;

/// Qubits of a block that fits the first-level cache.
constexpr int kBlockQubits = 11;
/// Qubits whose rotations are done on registers in one pass.
constexpr int kGroupQubits = 3;
constexpr size_t kGroup = size_t{1} << kGroupQubits;
/// Vectors of the strided sweep per task.
constexpr size_t kVectorsPerTask = 128;
constexpr int kMaxQubits = 64;

/// cos and sin of half an angle with the larger one taken out: (a, b) → scale · (a − r·b, b + r·a) if
/// `by_cos`, else scale · (r·a − b, r·b + a). Half the multiplications; the scales of all qubits are applied
/// once.
struct ScaledRotation {
  double r = 0.0;
  double scale = 1.0;
  bool by_cos = true;
};

ScaledRotation scaled_rotation(double angle) {
  const double c = std::cos(angle / 2), s = std::sin(angle / 2);
  if (std::abs(c) >= std::abs(s)) return {s / c, c, true};
  return {c / s, s, false};
}

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

/// Everything about one layer that does not depend on the amplitudes.
struct Plan {
  int num_qubits;  ///< Of the arrays: log2 of their length.
  int block_qubits;
  std::array<ScaledRotation, kMaxQubits> rotations{};
  std::array<LaneRotation, simd::kLaneQubits> lanes{};
  bool has_ry = false;
  std::optional<ProductTable> phases;
};

std::vector<QubitFactors> rz_factors(std::span<const double> rz, int num_qubits, double sign) {
  std::vector<QubitFactors> factors(static_cast<size_t>(num_qubits));
  for (size_t q = 0; q < rz.size(); ++q)
    factors[q] = {std::polar(1.0, -sign * rz[q] / 2), std::polar(1.0, sign * rz[q] / 2)};
  return factors;
}

Plan make_plan(size_t size, const RotationAngles& angles, double sign) {
  Plan plan;
  plan.num_qubits = std::countr_zero(size);
  plan.block_qubits = std::min(plan.num_qubits, kBlockQubits);
  plan.has_ry = !angles.ry.empty();
  double scale = 1.0;
  for (size_t q = simd::kLaneQubits; q < angles.ry.size(); ++q) {
    plan.rotations[q] = scaled_rotation(sign * angles.ry[q]);
    scale *= plan.rotations[q].scale;
  }
  for (size_t q = 0; q < simd::kLaneQubits; ++q) {
    const double angle = q < angles.ry.size() ? sign * angles.ry[q] : 0.0;
    LaneRotation& lane = plan.lanes[q];
    lane.exchange = simd::xor_lanes(uint64_t{1} << q);
    for (int i = 0; i < simd::kLanes; ++i) lane.sign[i] = (i >> q & 1) ? 1.0 : -1.0;
    const double all_scales = q == 0 ? scale : 1.0;
    lane.diagonal = simd::broadcast(all_scales * std::cos(angle / 2));
    lane.off_diagonal = lane.sign * simd::broadcast(all_scales * std::sin(angle / 2));
  }
  if (!angles.rz.empty()) plan.phases.emplace(rz_factors(angles.rz, plan.num_qubits, sign));
  return plan;
}

inline Vec rotate_lanes(Vec v, const Plan& plan) {
  for (const LaneRotation& lane : plan.lanes)
    v = lane.diagonal * v + lane.off_diagonal * simd::permute(v, lane.exchange);
  return v;
}

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

/// The same on two arrays, after adding Σ (λ1 φ0 − λ0 φ1) of each qubit to `overlaps`.
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

/// A run of consecutive qubits above the lanes that one pass rotates.
struct Group {
  int first;
  int count;
};

std::vector<Group> groups_between(int begin, int end) {
  std::vector<Group> groups;
  for (int q = begin; q < end; q += kGroupQubits) groups.push_back({q, std::min(kGroupQubits, end - q)});
  return groups;
}

/// Offset of the k-th vector whose bits of `group` are all zero.
size_t base_offset(Group group, size_t k) {
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

void rotate_group(double* p, Group group, size_t begin, size_t end, const Plan& plan) {
  // A copy, so that the compiler knows that storing amplitudes does not change it.
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

size_t num_vectors(Group group, int num_qubits) {
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

/// Sums of one task of the backward sweep.
struct Overlaps {
  std::array<double, kMaxQubits> ry{};
  std::array<double, kMaxQubits> rz{};
};

/// Σ ± w over a block for the sign of each qubit, gathered so that one vector costs two additions.
class SignedSums {
 public:
  void add(size_t v, Vec w) {
    by_low_[v % kLow] += w;
    by_high_[v / kLow] += w;
  }

  /// Requires: the block at `begin` is where all the vectors that were added lie.
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

/// Adds the sums of the tasks in their order.
void gather(const std::vector<Overlaps>& parts, Overlaps& total) {
  for (const Overlaps& part : parts) {
    for (size_t q = 0; q < kMaxQubits; ++q) {
      total.ry[q] += part.ry[q];
      total.rz[q] += part.rz[q];
    }
  }
}

/// The scales are applied with the lanes, before the rotations that they belong to: when a group is reached,
/// both states are too small by the scales of this and all later groups.
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
  const Plan plan = make_plan(state.size(), angles, 1.0);
  if (plan.has_ry) {
    for_high_groups(plan, pool, [&](Group group, size_t begin, size_t end, size_t) {
      rotate_group(state.re(), group, begin, end, plan);
      if (state.im()) rotate_group(state.im(), group, begin, end, plan);
    });
  }
  pool.run(state.size() >> plan.block_qubits, [&](size_t block) { apply_low_qubits(state, block, plan); });
}

void unapply_rotation_layer(StateVector& state, StateVector& adjoint, const RotationAngles& angles,
                            std::span<double> ry_gradient, std::span<double> rz_gradient, ThreadPool& pool) {
  EIGENLAKE_ASSERT(state.is_real() == adjoint.is_real() && (!state.is_real() || angles.rz.empty()));
  EIGENLAKE_ASSERT(ry_gradient.size() == angles.ry.size() && rz_gradient.size() == angles.rz.size());
  const Plan plan = make_plan(state.size(), angles, -1.0);
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
