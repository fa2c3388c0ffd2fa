// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/quantum/rotation_plan.h"

#include <bit>
#include <cmath>

namespace eigenlake::rotation {
namespace {

ScaledRotation scaled_rotation(double angle) {
  const double c = std::cos(angle / 2), s = std::sin(angle / 2);
  if (std::abs(c) >= std::abs(s)) return {s / c, c, true};
  return {c / s, s, false};
}

}  // namespace

std::vector<QubitFactors> rz_factors(std::span<const double> rz, int num_qubits, double sign) {
  std::vector<QubitFactors> factors(static_cast<size_t>(num_qubits));
  for (size_t q = 0; q < rz.size(); ++q)
    factors[q] = {std::polar(1.0, -sign * rz[q] / 2), std::polar(1.0, sign * rz[q] / 2)};
  return factors;
}

Plan make_plan(size_t size, std::span<const double> ry, std::span<const double> rz, double sign) {
  Plan plan;
  plan.num_qubits = std::countr_zero(size);
  plan.block_qubits = std::min(plan.num_qubits, kBlockQubits);
  plan.has_ry = !ry.empty();
  double scale = 1.0;
  for (size_t q = simd::kLaneQubits; q < ry.size(); ++q) {
    plan.rotations[q] = scaled_rotation(sign * ry[q]);
    scale *= plan.rotations[q].scale;
  }
  for (size_t q = 0; q < simd::kLaneQubits; ++q) {
    const double angle = q < ry.size() ? sign * ry[q] : 0.0;
    LaneRotation& lane = plan.lanes[q];
    lane.exchange = simd::xor_lanes(uint64_t{1} << q);
    for (int i = 0; i < simd::kLanes; ++i) lane.sign[i] = (i >> q & 1) ? 1.0 : -1.0;
    const double all_scales = q == 0 ? scale : 1.0;
    lane.diagonal = simd::broadcast(all_scales * std::cos(angle / 2));
    lane.off_diagonal = lane.sign * simd::broadcast(all_scales * std::sin(angle / 2));
  }
  if (!rz.empty()) plan.phases.emplace(rz_factors(rz, plan.num_qubits, sign));
  return plan;
}

std::vector<Group> groups_between(int begin, int end) {
  std::vector<Group> groups;
  for (int q = begin; q < end; q += kGroupQubits) groups.push_back({q, std::min(kGroupQubits, end - q)});
  return groups;
}

}  // namespace eigenlake::rotation
