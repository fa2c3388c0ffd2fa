// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <complex>
#include <span>
#include <vector>

#include "eigenlake/quantum/simd.h"

namespace eigenlake {

struct QubitFactors {
  std::complex<double> if_zero = 1.0;
  std::complex<double> if_one = 1.0;
};

/// f(index) = Π_q factor_q(bit q of index): phases of a layer of RZ, or amplitudes of a product state. Kept
/// as three small tables over low, middle and high bits.
class ProductTable {
 public:
  /// A run of indices with the same prefix(); its length divides every block of a state.
  static constexpr int kRunQubits = 7;

  explicit ProductTable(std::span<const QubitFactors> factors);

  int run_qubits() const { return run_qubits_; }
  /// The product over the bits above the run. Requires: `index` is the start of a run.
  std::complex<double> prefix(size_t index) const {
    return middle_[(index >> run_qubits_) & (middle_.size() - 1)] *
           high_[index >> (run_qubits_ + middle_qubits_)];
  }
  /// The v-th vector of the run, without the prefix.
  simd::Vec re(size_t v) const { return run_re_[v]; }
  simd::Vec im(size_t v) const { return run_im_[v]; }

 private:
  int run_qubits_;
  int middle_qubits_;
  std::vector<simd::Vec> run_re_, run_im_;
  std::vector<std::complex<double>> middle_, high_;
};

}  // namespace eigenlake
