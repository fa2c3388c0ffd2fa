// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdlib>
#include <memory>

namespace eigenlake {

/// Electron repulsion integrals (pq|rs) over real orbitals, each of the eight that are equal stored once: a
/// row per pair pq with p >= q, contiguous over the pairs rs up to pq. Pairs are ordered as 00, 10, 11, 20, …
class EriTensor {
 public:
  EriTensor() = default;
  /// Doubles that may be read behind the end of a row, so that loops need no shorter last step.
  static constexpr size_t kPadding = 7;

  /// All zero; pages that stay so take no memory. Throws std::bad_alloc.
  explicit EriTensor(int num_functions);

  static size_t pair_index(int p, int q) {
    return p >= q ? size_t(p) * (p + 1) / 2 + q : size_t(q) * (q + 1) / 2 + p;
  }
  /// Of the whole tensor, without allocating it.
  static size_t size_in_bytes(size_t num_functions);

  int num_functions() const { return num_functions_; }
  size_t num_pairs() const { return num_pairs_; }
  double operator()(int p, int q, int r, int s) const {
    const size_t pq = pair_index(p, q), rs = pair_index(r, s);
    return pq >= rs ? row(pq)[rs] : row(rs)[pq];
  }
  /// [pair + 1]
  const double* row(size_t pair) const { return values_.get() + pair * (pair + 1) / 2; }
  double* row(size_t pair) { return values_.get() + pair * (pair + 1) / 2; }

 private:
  struct Free {
    void operator()(double* values) const { std::free(values); }
  };

  int num_functions_ = 0;
  size_t num_pairs_ = 0;
  std::unique_ptr<double[], Free> values_;
};

}  // namespace eigenlake
