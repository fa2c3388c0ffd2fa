#include "eigenlake/determinants/determinant_hamiltonian.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>

#include "eigenlake/base/assert.h"

namespace eigenlake {
namespace {

constexpr double kNegligibleIntegral = 1e-13;
constexpr size_t kLanes = 8;
constexpr size_t kMaxWidth = 64;  ///< Columns of a panel; a panel row is then eight cache lines.

using Lanes =
    double __attribute__((vector_size(kLanes * sizeof(double)), aligned(alignof(double)), may_alias));

size_t padded(size_t width) {
  return (width + kLanes - 1) / kLanes * kLanes;
}
size_t num_blocks(size_t count) {
  return (count + kMaxWidth - 1) / kMaxWidth;
}
uint32_t bit_of(int orbital) {
  return uint32_t{1} << orbital;
}

std::vector<int> orbitals_in(uint32_t occupation) {
  std::vector<int> orbitals;
  for (; occupation != 0; occupation &= occupation - 1) orbitals.push_back(std::countr_zero(occupation));
  return orbitals;
}

/// (−1)^(electrons strictly between p and q).
double sign_between(uint32_t occupation, int p, int q) {
  const auto [low, high] = std::minmax(p, q);
  const uint32_t between = occupation & (bit_of(high) - 1) & ~(bit_of(low) | (bit_of(low) - 1));
  return std::popcount(between) % 2 == 0 ? 1.0 : -1.0;
}

/// out[k] = Σ_i value[i] · panel[column[i]][k] for a panel of `Vectors` · kLanes columns.
template <int Vectors>
void multiply_row(const uint32_t* column, const double* value, size_t count, const double* panel,
                  double* out) {
  Lanes sums[Vectors] = {};
  for (size_t i = 0; i < count; ++i) {
    const Lanes* row = reinterpret_cast<const Lanes*>(panel + size_t{column[i]} * (Vectors * kLanes));
    for (int v = 0; v < Vectors; ++v) sums[v] += value[i] * row[v];
  }
  for (int v = 0; v < Vectors; ++v) reinterpret_cast<Lanes*>(out)[v] = sums[v];
}

using MultiplyRow = void (*)(const uint32_t*, const double*, size_t, const double*, double*);

/// Requires: padded_width is a multiple of kLanes from kLanes to kMaxWidth.
MultiplyRow multiply_row_for(size_t padded_width) {
  static constexpr std::array<MultiplyRow, kMaxWidth / kLanes> kKernels{
      multiply_row<1>, multiply_row<2>, multiply_row<3>, multiply_row<4>,
      multiply_row<5>, multiply_row<6>, multiply_row<7>, multiply_row<8>};
  return kKernels[padded_width / kLanes - 1];
}

}  // namespace

DeterminantHamiltonian::DeterminantHamiltonian(const MolecularHamiltonian& hamiltonian,
                                               const SpinStrings& alpha, const SpinStrings& beta,
                                               ThreadPool* pool)
    : num_rows_(alpha.size()),
      num_columns_(beta.size()),
      stride_(DeterminantLayout(alpha, beta).stride),
      is_shared_(DeterminantLayout(alpha, beta).is_shared),
      num_pairs_(static_cast<size_t>(hamiltonian.num_orbitals) * (hamiltonian.num_orbitals + 1) / 2),
      constant_(hamiltonian.constant),
      pool_(pool) {
  const int n = hamiltonian.num_orbitals;
  EIGENLAKE_ASSERT(alpha.num_orbitals() == n && beta.num_orbitals() == n);
  signed_integrals_.resize(num_pairs_ * num_pairs_ * 2);
  for (int r = 0; r < n; ++r)
    for (int s = 0; s <= r; ++s)
      for (int p = 0; p < n; ++p)
        for (int q = 0; q <= p; ++q) {
          const double value = hamiltonian.eri(p, q, r, s);
          double* entry = &signed_integrals_[(pair_index(r, s) * num_pairs_ + pair_index(p, q)) * 2];
          entry[0] = std::abs(value) < kNegligibleIntegral ? 0.0 : value;
          entry[1] = -entry[0];
        }
  alpha_ = make_tables(hamiltonian, alpha);
  beta_ = make_tables(hamiltonian, beta);
  for (size_t pair = 0; pair < num_pairs_; ++pair) {
    const double* row = &beta_.coulomb[pair * num_columns_];
    coulomb_is_zero_.push_back(std::all_of(row, row + num_columns_, [](double x) { return x == 0.0; }));
  }
  occupied_alpha_.reserve(num_rows_ * alpha.num_electrons());
  for (size_t row = 0; row < num_rows_; ++row)
    for (const int orbital : orbitals_in(alpha.occupation(row))) occupied_alpha_.push_back(orbital);
  make_blocks();
}

DeterminantHamiltonian::SpinTables DeterminantHamiltonian::make_tables(
    const MolecularHamiltonian& hamiltonian, const SpinStrings& strings) const {
  SpinTables tables;
  tables.matrix = make_matrix(hamiltonian, strings);
  tables.neighbours = neighbours_of(strings);
  tables.num_neighbours = tables.neighbours.size() / strings.size();
  tables.coulomb.resize(num_pairs_ * strings.size());
  for (size_t pair = 0; pair < num_pairs_; ++pair)
    for (size_t index = 0; index < strings.size(); ++index) {
      double sum = 0.0;
      for (uint32_t rest = strings.occupation(index); rest != 0; rest &= rest - 1) {
        const int r = std::countr_zero(rest);
        sum += signed_integrals_[(pair_index(r, r) * num_pairs_ + pair) * 2];
      }
      tables.coulomb[pair * strings.size() + index] = sum;
    }
  return tables;
}

DeterminantHamiltonian::SpinMatrix DeterminantHamiltonian::make_matrix(
    const MolecularHamiltonian& hamiltonian, const SpinStrings& strings) {
  SpinMatrix matrix;
  const auto add = [&](uint32_t occupation, double value) {
    if (std::abs(value) < kNegligibleIntegral) return;
    matrix.column.push_back(strings.index_of(occupation));
    matrix.value.push_back(value);
  };
  for (size_t index = 0; index < strings.size(); ++index) {
    const uint32_t occupation = strings.occupation(index);
    const std::vector<int> occupied = orbitals_in(occupation);
    const std::vector<int> empty = orbitals_in((bit_of(strings.num_orbitals()) - 1) & ~occupation);
    matrix.row_begin.push_back(matrix.column.size());
    matrix.diagonal.push_back(diagonal_element(hamiltonian, occupied));
    for (size_t i = 0; i < occupied.size(); ++i)
      for (size_t a = 0; a < empty.size(); ++a) {
        const int p = occupied[i], q = empty[a];
        const uint32_t moved = occupation ^ bit_of(p) ^ bit_of(q);
        const double sign = sign_between(occupation, p, q);
        add(moved, sign * single_element(hamiltonian, p, q, occupation & moved));
        for (size_t j = i + 1; j < occupied.size(); ++j)
          for (size_t b = a + 1; b < empty.size(); ++b) {
            const int r = occupied[j], s = empty[b];
            const double second = sign_between(moved, r, s);
            add(moved ^ bit_of(r) ^ bit_of(s),
                sign * second * (hamiltonian.eri(p, q, r, s) - hamiltonian.eri(p, s, r, q)));
          }
      }
  }
  matrix.row_begin.push_back(matrix.column.size());
  return matrix;
}

double DeterminantHamiltonian::diagonal_element(const MolecularHamiltonian& hamiltonian,
                                                const std::vector<int>& occupied) {
  double sum = 0.0;
  for (const int p : occupied) {
    sum += hamiltonian.one_body(p, p);
    for (const int r : occupied) sum += 0.5 * (hamiltonian.eri(p, p, r, r) - hamiltonian.eri(p, r, r, p));
  }
  return sum;
}

double DeterminantHamiltonian::single_element(const MolecularHamiltonian& hamiltonian, int p, int q,
                                              uint32_t spectators) {
  double sum = hamiltonian.one_body(p, q);
  for (const int r : orbitals_in(spectators))
    sum += hamiltonian.eri(p, q, r, r) - hamiltonian.eri(p, r, r, q);
  return sum;
}

void DeterminantHamiltonian::make_blocks() {
  blocks_.resize(num_blocks(num_columns_));
  for (size_t block = 0; block < blocks_.size(); ++block) {
    blocks_[block].begin = block * kMaxWidth;
    blocks_[block].end = std::min(num_columns_, blocks_[block].begin + kMaxWidth);
    std::vector<ColumnBatch> batches(num_pairs_);
    for (size_t to = blocks_[block].begin; to < blocks_[block].end; ++to)
      for (size_t k = 0; k < beta_.num_neighbours; ++k) {
        const StringNeighbour& neighbour = beta_.neighbours[to * beta_.num_neighbours + k];
        ColumnBatch& batch = batches[neighbour.signed_pair / 2];
        batch.from.push_back(neighbour.string);
        batch.to.push_back(static_cast<uint32_t>(to));
        batch.sign.push_back(neighbour.signed_pair % 2 == 0 ? 1.0 : -1.0);
      }
    for (size_t pair = 0; pair < num_pairs_; ++pair) {
      if (batches[pair].from.empty()) continue;
      batches[pair].pair = static_cast<uint32_t>(pair);
      blocks_[block].batches.push_back(std::move(batches[pair]));
    }
  }
  const size_t row_blocks = num_blocks(num_rows_);
  panels_.resize(std::max(row_blocks, blocks_.size()));
  for (size_t k = 0; k < panels_.size(); ++k) {
    const size_t for_rows = k < row_blocks ? num_columns_ * padded(std::min(kMaxWidth, num_rows_)) : 0;
    const size_t for_columns = k < blocks_.size() ? num_rows_ * padded(std::min(kMaxWidth, num_columns_)) : 0;
    panels_[k].assign(std::max(for_rows, for_columns), 0.0);
  }
}

uint64_t DeterminantHamiltonian::memory_bytes(int num_orbitals, int num_alpha, int num_beta) {
  const auto bytes_of_spin = [&](int electrons) -> double {
    const int empty = num_orbitals - electrons;
    const double singles = double(electrons) * empty;
    const double doubles = double(binomial(electrons, 2)) * double(binomial(empty, 2));
    const double pairs = num_orbitals * (num_orbitals + 1) / 2.0;
    return double(binomial(num_orbitals, electrons)) * (40 * singles + 12 * doubles + 8 * pairs + 64);
  };
  const double rows = double(binomial(num_orbitals, num_alpha));
  const double columns = double(binomial(num_orbitals, num_beta));
  // One panel for each block of rows and each block of columns; a square sector shares them.
  const double by_rows = (rows + kMaxWidth) * columns, by_columns = rows * (columns + kMaxWidth);
  const double panels = (rows == columns ? by_rows : by_rows + by_columns) * sizeof(double);
  const double integrals = std::pow(num_orbitals, 4) * 4;
  const double total = bytes_of_spin(num_alpha) + bytes_of_spin(num_beta) + panels + integrals;
  return total < 0x1p63 ? static_cast<uint64_t>(total) : std::numeric_limits<uint64_t>::max();
}

void DeterminantHamiltonian::run(size_t num_tasks, const std::function<void(size_t)>& task) const {
  if (pool_ != nullptr && is_shared_) return pool_->run_with_affinity(num_tasks, task);
  for (size_t i = 0; i < num_tasks; ++i) task(i);
}

void DeterminantHamiltonian::apply(const double* state, double* result) {
  run(num_blocks(num_rows_), [&](size_t block) {
    const size_t begin = block * kMaxWidth, end = std::min(num_rows_, begin + kMaxWidth);
    for (size_t row = begin; row < end; ++row) apply_row(row, state, result);
    apply_beta(begin, end, state, result, panels_[block].data());
  });
  run(blocks_.size(), [&](size_t block) {
    apply_alpha(blocks_[block], state, result, panels_[block].data());
    for (const ColumnBatch& batch : blocks_[block].batches)
      apply_batch(batch, state, result, panels_[block].data());
  });
}

/// The diagonal, and alpha single excitations in the field of the beta electrons of each column.
void DeterminantHamiltonian::apply_row(size_t row, const double* state, double* result) const {
  const size_t count = num_columns_;
  const double* __restrict source = state + row * stride_;
  double* __restrict target = result + row * stride_;
  const double* __restrict beta_diagonal = beta_.matrix.diagonal.data();
  const double shift = constant_ + alpha_.matrix.diagonal[row];
  for (size_t k = 0; k < count; ++k) target[k] = (shift + beta_diagonal[k]) * source[k];
  const size_t num_occupied = occupied_alpha_.size() / num_rows_;
  for (size_t i = 0; i < num_occupied; ++i) {
    const int p = occupied_alpha_[row * num_occupied + i];
    const double* __restrict field = &beta_.coulomb[pair_index(p, p) * count];
    for (size_t k = 0; k < count; ++k) target[k] += field[k] * source[k];
  }
  for (size_t i = 0; i < alpha_.num_neighbours; ++i) {
    const StringNeighbour& neighbour = alpha_.neighbours[row * alpha_.num_neighbours + i];
    const size_t pair = neighbour.signed_pair / 2;
    if (coulomb_is_zero_[pair]) continue;
    const double sign = neighbour.signed_pair % 2 == 0 ? 1.0 : -1.0;
    const double* __restrict field = &beta_.coulomb[pair * count];
    const double* __restrict other = state + neighbour.string * stride_;
    for (size_t k = 0; k < count; ++k) target[k] += sign * field[k] * other[k];
  }
}

/// Adds H_beta without its diagonal, for rows begin … end − 1, on a transposed copy of them.
void DeterminantHamiltonian::apply_beta(size_t begin, size_t end, const double* state, double* result,
                                        double* panel) const {
  const SpinMatrix& matrix = beta_.matrix;
  const size_t width = padded(end - begin);
  for (size_t column = 0; column < num_columns_; ++column) {
    double* line = panel + column * width;
    for (size_t k = 0; k < width; ++k)
      line[k] = begin + k < end ? state[(begin + k) * stride_ + column] : 0.0;
  }
  const MultiplyRow multiply = multiply_row_for(width);
  alignas(64) double sums[kMaxWidth];
  for (size_t column = 0; column < num_columns_; ++column) {
    const size_t first = matrix.row_begin[column];
    multiply(&matrix.column[first], &matrix.value[first], matrix.row_begin[column + 1] - first, panel, sums);
    for (size_t k = 0; begin + k < end; ++k) result[(begin + k) * stride_ + column] += sums[k];
  }
}

/// Adds H_alpha without its diagonal for the columns of `block`.
void DeterminantHamiltonian::apply_alpha(const ColumnBlock& block, const double* state, double* result,
                                         double* panel) const {
  const SpinMatrix& matrix = alpha_.matrix;
  const size_t count = block.end - block.begin, width = padded(count);
  for (size_t row = 0; row < num_rows_; ++row) {
    double* line = panel + row * width;
    std::copy_n(state + row * stride_ + block.begin, count, line);
    std::fill(line + count, line + width, 0.0);
  }
  const MultiplyRow multiply = multiply_row_for(width);
  alignas(64) double sums[kMaxWidth];
  for (size_t row = 0; row < num_rows_; ++row) {
    const size_t first = matrix.row_begin[row];
    multiply(&matrix.column[first], &matrix.value[first], matrix.row_begin[row + 1] - first, panel, sums);
    double* target = result + row * stride_ + block.begin;
    for (size_t k = 0; k < count; ++k) target[k] += sums[k];
  }
}

/// Adds Σ_pq (pq|rs) E^alpha_pq (E^beta_rs + E^beta_sr), r ≠ s, for the columns of `batch`.
void DeterminantHamiltonian::apply_batch(const ColumnBatch& batch, const double* state, double* result,
                                         double* panel) const {
  const size_t count = batch.from.size(), width = padded(count);
  for (size_t row = 0; row < num_rows_; ++row) {
    const double* source = state + row * stride_;
    double* line = panel + row * width;
    for (size_t k = 0; k < count; ++k) line[k] = batch.sign[k] * source[batch.from[k]];
    for (size_t k = count; k < width; ++k) line[k] = 0.0;
  }
  const MultiplyRow multiply = multiply_row_for(width);
  const double* integrals = &signed_integrals_[batch.pair * num_pairs_ * 2];
  const double* field = &alpha_.coulomb[batch.pair * num_rows_];
  std::array<uint32_t, kMaxNeighbours> columns;
  std::array<double, kMaxNeighbours> values;
  alignas(64) double sums[kMaxWidth];
  for (size_t row = 0; row < num_rows_; ++row) {
    size_t used = 0;
    const auto append = [&](uint32_t column, double value) {  // without a branch: symmetry makes most zero
      columns[used] = column;
      values[used] = value;
      used += value != 0.0;
    };
    append(static_cast<uint32_t>(row), field[row]);
    const StringNeighbour* neighbours = &alpha_.neighbours[row * alpha_.num_neighbours];
    for (size_t i = 0; i < alpha_.num_neighbours; ++i)
      append(neighbours[i].string, integrals[neighbours[i].signed_pair]);
    if (used == 0) continue;
    multiply(columns.data(), values.data(), used, panel, sums);
    double* target = result + row * stride_;
    for (size_t k = 0; k < count; ++k) target[batch.to[k]] += sums[k];
  }
}

}  // namespace eigenlake
