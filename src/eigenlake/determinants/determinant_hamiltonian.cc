// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/determinants/determinant_hamiltonian.h"

#include <algorithm>
#include <array>

#include "eigenlake/determinants/panel.h"

namespace eigenlake {
namespace {

/// N (n − N) neighbours of a string and itself.
constexpr size_t kMaxNeighbours = (kMaxDeterminantOrbitals / 2) * (kMaxDeterminantOrbitals / 2) + 1;

/// Calls line(column, out) for each column, and adds what it writes to the rows.
template <typename Line>
void add_each_line(size_t num_columns, std::span<double* const> rows, const Line& line) {
  alignas(64) std::array<double, kPanelLanes * kPanelRows> lines;
  const size_t width = panel_width(rows.size());
  for (size_t first = 0; first < num_columns; first += kPanelLanes) {
    const size_t count = std::min(kPanelLanes, num_columns - first);
    for (size_t c = 0; c < count; ++c) line(first + c, lines.data() + c * width);
    add_lines(lines.data(), first, count, rows);
  }
}

/// Places of some rows of a block; `T` may be const.
template <typename T>
class RowPointers {
 public:
  RowPointers(const DeterminantBlock& block, T* vector)
      : vector_(vector + block.offset), stride_(block.stride) {}
  void add(size_t row) { rows_[count_++] = vector_ + row * stride_; }
  std::span<T* const> rows() const { return {rows_.data(), count_}; }

 private:
  T* vector_;
  size_t stride_;
  size_t count_ = 0;
  std::array<T*, kPanelRows> rows_;
};

size_t num_groups(size_t count) {
  return (count + kPanelRows - 1) / kPanelRows;
}

}  // namespace

void DeterminantHamiltonian::make_panels(const DeterminantLayout& layout, size_t num_column_groups) {
  size_t most_rows = 0, most_columns = 0;
  for (const DeterminantBlock& block : layout.blocks()) {
    most_rows = std::max(most_rows, block.num_rows);
    most_columns = std::max(most_columns, block.num_columns);
  }
  panels_.resize(std::max({panels_.size(), row_groups_.size(), num_column_groups}));
  for (size_t task = 0; task < panels_.size(); ++task) {
    const size_t for_rows = task < row_groups_.size()
                                ? most_columns * panel_width(row_groups_[task].end - row_groups_[task].begin)
                                : 0;
    const size_t for_columns =
        task < num_column_groups ? most_rows * std::min(kPanelRows, panel_width(most_columns)) : 0;
    const size_t size = std::max(for_rows, for_columns);
    if (panels_[task].size() < size) panels_[task].resize(size);
  }
}

void DeterminantHamiltonian::run(const DeterminantLayout& layout, size_t num_tasks,
                                 const std::function<void(size_t)>& task) const {
  if (pool_ != nullptr && layout.is_shared()) return pool_->run_with_affinity(num_tasks, task);
  for (size_t i = 0; i < num_tasks; ++i) task(i);
}

void DeterminantHamiltonian::apply(const DeterminantLayout& layout, const double* state, double* result) {
  size_t num_column_groups = 0;
  for (const DeterminantBlock& block : layout.blocks()) num_column_groups += num_groups(block.num_columns);
  make_panels(layout, num_column_groups);
  run(layout, row_groups_.size(), [&](size_t task) {
    const RowGroup& rows = row_groups_[task];
    const size_t beta_irrep = layout.irrep() ^ rows.irrep;
    const DeterminantBlock& target = layout.block(beta_irrep);
    if (target.num_columns == 0) return;
    for (size_t row = rows.begin; row < rows.end; ++row) apply_diagonal(target, row, state, result);
    apply_beta(target, rows, state, result, panels_[task].data());
    for (const RowBatch& batch : rows.batches) {
      if (is_stopped(stop_)) return;
      apply_batch(layout.block(block_of(beta_irrep ^ batch.irrep)), target, batch, state, result,
                  panels_[task].data());
    }
  });
  run(layout, num_column_groups, [&](size_t task) {
    if (is_stopped(stop_)) return;
    const DeterminantBlock* block = layout.blocks().data();
    size_t group = task;
    for (; group >= num_groups(block->num_columns); ++block) group -= num_groups(block->num_columns);
    apply_alpha(*block, group * kPanelRows, state, result, panels_[task].data());
  });
}

void DeterminantHamiltonian::get_diagonal(const DeterminantLayout& layout, double* diagonal) const {
  std::vector<double> ones(layout.size(), 1.0);
  for (const DeterminantBlock& block : layout.blocks())
    for (size_t row = 0; row < block.num_rows; ++row) apply_diagonal(block, row, ones.data(), diagonal);
}

void DeterminantHamiltonian::apply_diagonal(const DeterminantBlock& block, size_t row, const double* state,
                                            double* result) const {
  const size_t count = block.num_columns, alpha = block.alpha_begin + row;
  const double* __restrict source = state + block.offset + row * block.stride;
  double* __restrict target = result + block.offset + row * block.stride;
  const double* __restrict beta_diagonal = beta_.matrix.diagonal().data() + block.beta_begin;
  const double shift = constant_ + alpha_.matrix.diagonal()[alpha];
  for (size_t k = 0; k < count; ++k) target[k] = (shift + beta_diagonal[k]) * source[k];
  for (size_t i = 0; i < num_alpha_; ++i) {
    const int p = occupied_alpha_[alpha * num_alpha_ + i];
    if (beta_.field(pair_index(p, p)) == nullptr) continue;
    const double* __restrict field = beta_.field(pair_index(p, p)) + block.beta_begin;
    for (size_t k = 0; k < count; ++k) target[k] += field[k] * source[k];
  }
}

/// Adds H_beta without its diagonal, and beta single excitations in the field of the alpha electrons of each
/// row.
void DeterminantHamiltonian::apply_beta(const DeterminantBlock& block, const RowGroup& rows,
                                        const double* state, double* result, double* panel) const {
  RowPointers<const double> sources(block, state);
  RowPointers<double> targets(block, result);
  for (size_t row = rows.begin; row < rows.end; ++row) {
    sources.add(row);
    targets.add(row);
  }
  fill_panel(sources.rows(), nullptr, block.num_columns, panel);
  const size_t first = block.alpha_begin + rows.begin, count = rows.end - rows.begin;
  const size_t width = panel_width(count);
  const MultiplyLine multiply = multiply_line_for(width);
  add_each_line(block.num_columns, targets.rows(), [&](size_t column, double* __restrict out) {
    const size_t beta = block.beta_begin + column;
    const auto from = beta_.matrix.columns(beta);
    multiply(from.data(), beta_.matrix.values(beta).data(), from.size(), panel, out);
    for (const StringNeighbour& neighbour : beta_.neighbours_of(beta * num_irreps_)) {
      const double* __restrict field = alpha_.field(neighbour.pair());
      if (field == nullptr) continue;
      const double sign = neighbour.sign();
      const double* __restrict line = panel + neighbour.string * width;
      for (size_t k = 0; k < count; ++k) out[k] += sign * field[first + k] * line[k];
    }
  });
}

/// Adds Σ_rs (pq|rs) (E^alpha_pq + E^alpha_qp) E^beta_rs, p ≠ q, for the rows of `batch`.
void DeterminantHamiltonian::apply_batch(const DeterminantBlock& source, const DeterminantBlock& target,
                                         const RowBatch& batch, const double* state, double* result,
                                         double* panel) const {
  RowPointers<const double> sources(source, state);
  RowPointers<double> targets(target, result);
  for (const uint32_t row : batch.from) sources.add(row);
  for (const uint32_t row : batch.to) targets.add(row);
  fill_panel(sources.rows(), batch.sign.data(), source.num_columns, panel);
  const MultiplyLine multiply = multiply_line_for(panel_width(batch.from.size()));
  const double* integrals = &signed_integrals_[batch.pair * num_pairs_ * 2];
  const double* field = beta_.field(batch.pair);
  std::array<uint32_t, kMaxNeighbours> columns;
  std::array<double, kMaxNeighbours> values;
  add_each_line(target.num_columns, targets.rows(), [&](size_t column, double* out) {
    size_t used = 0;
    const auto append = [&](size_t from, double value) {  // without a branch: symmetry makes many zero
      columns[used] = static_cast<uint32_t>(from);
      values[used] = value;
      used += value != 0.0;
    };
    const size_t beta = target.beta_begin + column;
    if (field != nullptr) append(column, field[beta]);
    for (const StringNeighbour& neighbour : beta_.neighbours_of(beta * num_irreps_ + batch.irrep))
      append(neighbour.string, integrals[neighbour.signed_pair]);
    multiply(columns.data(), values.data(), used, panel, out);
  });
}

/// Adds H_alpha without its diagonal for 64 columns of a block.
void DeterminantHamiltonian::apply_alpha(const DeterminantBlock& block, size_t column, const double* state,
                                         double* result, double* panel) const {
  const size_t count = std::min(kPanelRows, block.num_columns - column), width = panel_width(count);
  for (size_t row = 0; row < block.num_rows; ++row) {
    double* line = panel + row * width;
    std::copy_n(state + block.offset + row * block.stride + column, count, line);
    std::fill(line + count, line + width, 0.0);
  }
  const MultiplyLine multiply = multiply_line_for(width);
  alignas(64) std::array<double, kPanelRows> sums;
  for (size_t row = 0; row < block.num_rows; ++row) {
    const auto from = alpha_.matrix.columns(block.alpha_begin + row);
    multiply(from.data(), alpha_.matrix.values(block.alpha_begin + row).data(), from.size(), panel,
             sums.data());
    double* target = result + block.offset + row * block.stride + column;
    for (size_t k = 0; k < count; ++k) target[k] += sums[k];
  }
}

}  // namespace eigenlake
