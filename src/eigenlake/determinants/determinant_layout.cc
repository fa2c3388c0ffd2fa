// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/determinants/determinant_layout.h"

#include "eigenlake/base/assert.h"

namespace eigenlake {

DeterminantLayout::DeterminantLayout(const SpinStrings& alpha, const SpinStrings& beta, Irrep irrep)
    : irrep_(irrep) {
  constexpr size_t kLineLength = kCacheLine / sizeof(double);
  EIGENLAKE_ASSERT(alpha.num_irreps() == beta.num_irreps() && irrep < alpha.num_irreps());
  for (int of_beta = 0; of_beta < beta.num_irreps(); ++of_beta) {
    const int of_alpha = irrep ^ of_beta;
    blocks_.push_back({.alpha_begin = alpha.begin_of(of_alpha),
                       .num_rows = alpha.count_of(of_alpha),
                       .beta_begin = beta.begin_of(of_beta),
                       .num_columns = beta.count_of(of_beta)});
    num_determinants_ += blocks_.back().num_rows * blocks_.back().num_columns;
  }
  is_shared_ = num_determinants_ >= kMinForThreads;
  for (DeterminantBlock& block : blocks_) {
    block.stride =
        is_shared_ ? (block.num_columns + kLineLength - 1) / kLineLength * kLineLength : block.num_columns;
    block.offset = size_;
    size_ += block.size();
  }
}

}  // namespace eigenlake
