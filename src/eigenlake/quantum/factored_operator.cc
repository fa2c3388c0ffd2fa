// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/quantum/factored_operator.h"

#include <algorithm>
#include <array>

namespace eigenlake {
namespace {

using simd::Lanes;
using simd::Vec;

/// Elements of a row that stay in the first-level cache for all low factors.
constexpr uint32_t kChunk = 128;
constexpr int kRows = kFactoredRowsPerTask;

struct LaneTable {
  std::array<Lanes, simd::kLanes> by_xor;
  LaneTable() {
    for (int mask = 0; mask < simd::kLanes; ++mask) by_xor[static_cast<size_t>(mask)] = simd::xor_lanes(mask);
  }
};
const LaneTable kLaneTable;

/// One row of the input and its factor.
struct WeightedRow {
  double coefficient;
  size_t offset;
};

/// The rows that each low factor sums up, for one value of the high bits.
struct ActiveRows {
  std::vector<WeightedRow> rows;
  std::vector<uint32_t> begin;
};

void collect_active_rows(const FactoredOperator& op, size_t high, ActiveRows& active) {
  const double* weight = op.high_weight.data() + high * op.high_x.size();
  active.rows.resize(op.couplings.size() + 1);
  active.begin.clear();
  uint32_t count = 0;
  for (const auto& factor : op.low_factors) {
    active.begin.push_back(count);
    for (uint32_t c = factor.couplings_begin; c < factor.couplings_end; ++c) {
      const auto& coupling = op.couplings[c];
      const double w = weight[coupling.high_factor];
      active.rows[count] = {coupling.coefficient * w, (high ^ op.high_x[coupling.high_factor])
                                                          << op.num_low_qubits};
      count += w != 0.0;  // without a branch that cannot be predicted
    }
  }
  active.begin.push_back(count);
}

/// `Width` vectors of Σ coefficient · row, then weighted and permuted into the output row.
template <int Width>
inline void sum_rows(const double* in, double* out, const FactoredOperator::LowFactor& factor,
                     std::span<const WeightedRow> rows, const uint32_t* sources, Lanes lanes, double scale) {
  Vec total[Width] = {};
  for (const WeightedRow& row : rows) {
    const double* source = in + row.offset;
    const Vec coefficient = simd::broadcast(scale * row.coefficient);
#pragma GCC unroll 8
    for (int t = 0; t < Width; ++t) total[t] += coefficient * simd::load(source + sources[t]);
  }
  const uint32_t flip = static_cast<uint32_t>(factor.x) & ~uint32_t{simd::kLanes - 1};
#pragma GCC unroll 8
  for (int t = 0; t < Width; ++t) {
    const uint32_t target = sources[t] ^ flip;
    const Vec weight = factor.weight[target / simd::kLanes];
    simd::store(out + target, simd::load(out + target) + weight * simd::permute(total[t], lanes));
  }
}

void add_low_factor(const FactoredComponent& component, size_t row_offset,
                    const FactoredOperator::LowFactor& factor, std::span<const WeightedRow> rows,
                    const uint32_t* begin, const uint32_t* end) {
  const Lanes lanes = kLaneTable.by_xor[factor.x & (simd::kLanes - 1)];
  double* out = component.out + row_offset;
  const uint32_t* s = begin;
  for (; end - s >= 8; s += 8) sum_rows<8>(component.in, out, factor, rows, s, lanes, component.scale);
  if (end - s >= 4) {
    sum_rows<4>(component.in, out, factor, rows, s, lanes, component.scale);
    s += 4;
  }
  for (; s < end; ++s) sum_rows<1>(component.in, out, factor, rows, s, lanes, component.scale);
}

void add_couplings(const FactoredOperator& op, size_t high, std::span<const FactoredComponent> components,
                   ActiveRows& active) {
  collect_active_rows(op, high, active);
  const uint32_t row = uint32_t{1} << op.num_low_qubits;
  std::vector<const uint32_t*> next;
  for (const auto& factor : op.low_factors) next.push_back(factor.nonzero.data());
  for (uint32_t chunk_end = std::min(kChunk, row); chunk_end <= row; chunk_end += kChunk) {
    for (size_t k = 0; k < op.low_factors.size(); ++k) {
      const auto& factor = op.low_factors[k];
      const uint32_t* begin = next[k];
      const uint32_t* end = std::lower_bound(begin, factor.nonzero.data() + factor.nonzero.size(), chunk_end);
      next[k] = end;
      const std::span rows(active.rows.data() + active.begin[k], active.rows.data() + active.begin[k + 1]);
      if (rows.empty() || begin == end) continue;
      for (const FactoredComponent& component : components)
        add_low_factor(component, static_cast<size_t>(high) << op.num_low_qubits, factor, rows, begin, end);
    }
  }
}

/// The part that acts only on low bits: several rows share each loaded weight.
template <int Rows>
void apply_low_part(const FactoredOperator& op, size_t offset, const FactoredComponent& component,
                    bool accumulate) {
  const size_t row = size_t{1} << op.num_low_qubits;
  const double* in = component.in + offset;
  double* out = component.out + offset;
  const Vec scale = simd::broadcast(component.scale);
  for (size_t v = 0; v < row / simd::kLanes; ++v) {
    Vec total[Rows] = {};
    for (uint32_t e = op.low_begin[v]; e < op.low_begin[v + 1]; ++e) {
      const auto [source, lane_xor] = op.low_entries[e];
      const Vec weight = op.low_weights[e];
      const Lanes lanes = kLaneTable.by_xor[lane_xor];
#pragma GCC unroll 8
      for (int r = 0; r < Rows; ++r)
        total[r] += weight * simd::permute(simd::load(in + static_cast<size_t>(r) * row + source), lanes);
    }
#pragma GCC unroll 8
    for (int r = 0; r < Rows; ++r) {
      double* target = out + static_cast<size_t>(r) * row + v * simd::kLanes;
      simd::store(target, accumulate ? simd::load(target) + scale * total[r] : scale * total[r]);
    }
  }
}

}  // namespace

size_t num_factored_tasks(const FactoredOperator& op) {
  const size_t rows = size_t{1} << (op.num_qubits - op.num_low_qubits);
  return (rows + kRows - 1) / kRows;
}

void apply_factored(const FactoredOperator& op, size_t task, std::span<const FactoredComponent> components,
                    bool accumulate) {
  const size_t num_rows = size_t{1} << (op.num_qubits - op.num_low_qubits);
  const size_t begin = task * kRows, end = std::min(num_rows, begin + kRows);
  for (const FactoredComponent& component : components) {
    if (end - begin == kRows) {
      apply_low_part<kRows>(op, begin << op.num_low_qubits, component, accumulate);
      continue;
    }
    for (size_t high = begin; high < end; ++high)
      apply_low_part<1>(op, high << op.num_low_qubits, component, accumulate);
  }
  if (op.low_factors.empty()) return;
  ActiveRows active;
  for (size_t high = begin; high < end; ++high) add_couplings(op, high, components, active);
}

}  // namespace eigenlake
