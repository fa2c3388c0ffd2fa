// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/determinants/spin_squared.h"

#include <array>
#include <functional>

#include "eigenlake/base/assert.h"

namespace eigenlake {
namespace {

double spin_z(int num_alpha, int num_beta) {
  return 0.5 * (num_alpha - num_beta);
}

/// ⟨determinant|S²|determinant⟩
double diagonal_element(int num_alpha, int num_beta, OccupationMask alpha, OccupationMask beta) {
  const double sz = spin_z(num_alpha, num_beta);
  return sz * (sz + 1.0) + num_beta - std::popcount(alpha & beta);
}

}  // namespace

SpinSquared::SpinSquared(const SpinStrings& alpha, const SpinStrings& beta)
    : alpha_(alpha), beta_(beta), num_irreps_(static_cast<size_t>(alpha.num_irreps())) {
  EIGENLAKE_ASSERT(alpha.num_irreps() == beta.num_irreps() && alpha.num_orbitals() == beta.num_orbitals());
  const int n = alpha.num_orbitals();
  for (int own = 0; own < alpha.num_irreps(); ++own)
    for (size_t string = alpha.begin_of(own); string < alpha.begin_of(own + 1); ++string) {
      const OccupationMask mask = alpha.occupation(string);
      for (const int p : occupied_orbitals(mask))
        for (const int q : empty_orbitals(mask, n)) {
          const Irrep irrep = alpha.irrep_of_pair(p, q);
          const size_t from = alpha.index_of(with_move(mask, p, q)) - alpha.begin_of(own ^ irrep);
          alpha_moves_.push_back({static_cast<uint32_t>(from), static_cast<uint32_t>(q * n + p), irrep,
                                  sign_between(mask, p, q)});
        }
    }
  for (int q = 0; q < n; ++q)
    for (int p = 0; p < n; ++p) {
      const auto moves = p == q ? std::vector<StringMove>{} : moves_of(beta, std::array{p}, std::array{q});
      auto next = moves.begin();
      for (int irrep = 0; irrep < beta.num_irreps(); ++irrep) {
        beta_begin_.push_back(beta_moves_.size());
        const size_t from = beta.begin_of(irrep), to = beta.begin_of(irrep ^ beta.irrep_of_pair(p, q));
        for (; next != moves.end() && next->from < beta.begin_of(irrep + 1); ++next)
          beta_moves_.push_back(
              {static_cast<uint32_t>(next->from - from), static_cast<uint32_t>(next->to - to), next->sign});
      }
    }
  beta_begin_.push_back(beta_moves_.size());
}

void SpinSquared::add_row(const DeterminantLayout& layout, const DeterminantBlock& block, size_t row,
                          double weight, const double* state, double* target) const {
  const size_t alpha = block.alpha_begin + row;
  const double* own = state + block.offset + row * block.stride;
  for (size_t k = 0; k < block.num_columns; ++k)
    target[k] += weight * own[k] *
                 diagonal_element(alpha_.num_electrons(), beta_.num_electrons(), alpha_.occupation(alpha),
                                  beta_.occupation(block.beta_begin + k));
  const size_t of_each = alpha_moves_.size() / alpha_.size();
  const size_t own_irrep = static_cast<size_t>(&block - layout.blocks().data());
  for (size_t i = 0; i < of_each; ++i) {
    const AlphaMove& move = alpha_moves_[alpha * of_each + i];
    const size_t from_irrep = own_irrep ^ move.irrep;
    const DeterminantBlock& source = layout.block(from_irrep);
    const double* other = state + source.offset + move.from * source.stride;
    const double factor = -weight * move.sign;
    const size_t list = move.orbitals * num_irreps_ + from_irrep;
    for (size_t k = beta_begin_[list]; k < beta_begin_[list + 1]; ++k)
      target[beta_moves_[k].to] += factor * beta_moves_[k].sign * other[beta_moves_[k].from];
  }
}

void SpinSquared::add(const DeterminantLayout& layout, double weight, const double* state, double* result,
                      ThreadPool* pool) const {
  constexpr size_t kRowsOfTask = 16;
  for (const DeterminantBlock& block : layout.blocks()) {
    const auto task = [&](size_t group) {
      for (size_t row = group * kRowsOfTask; row < std::min(block.num_rows, (group + 1) * kRowsOfTask); ++row)
        add_row(layout, block, row, weight, state, result + block.offset + row * block.stride);
    };
    const size_t num_tasks = (block.num_rows + kRowsOfTask - 1) / kRowsOfTask;
    if (pool != nullptr && layout.is_shared()) {
      pool->run(num_tasks, task);
    } else {
      for (size_t group = 0; group < num_tasks; ++group) task(group);
    }
  }
}

double SpinSquared::expectation(const DeterminantLayout& layout, const double* state) const {
  double sum = 0.0;
  for (const DeterminantBlock& block : layout.blocks())
    for (size_t row = 0; row < block.num_rows; ++row) {
      std::vector<double> image(block.num_columns, 0.0);
      add_row(layout, block, row, 1.0, state, image.data());
      const double* own = state + block.offset + row * block.stride;
      for (size_t k = 0; k < block.num_columns; ++k) sum += own[k] * image[k];
    }
  return sum;
}

double SpinSquared::element(const Determinant& row, const Determinant& column) {
  const int of_alpha = num_moved(row.alpha, column.alpha), of_beta = num_moved(row.beta, column.beta);
  if (of_alpha == 0 && of_beta == 0)
    return diagonal_element(std::popcount(row.alpha), std::popcount(row.beta), row.alpha, row.beta);
  if (of_alpha != 1 || of_beta != 1) return 0.0;
  const SingleExcitation x = single_excitation(row.alpha, column.alpha);
  const SingleExcitation y = single_excitation(row.beta, column.beta);
  return x.created == y.annihilated && x.annihilated == y.created ? -x.sign * y.sign : 0.0;
}

}  // namespace eigenlake
