// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/quantum/product_table.h"

#include <algorithm>

namespace eigenlake {
namespace {

std::vector<std::complex<double>> products(std::span<const QubitFactors> factors) {
  std::vector<std::complex<double>> table = {1.0};
  for (const QubitFactors& factor : factors) {
    const size_t size = table.size();
    for (size_t i = 0; i < size; ++i) table.push_back(table[i] * factor.if_one);
    for (size_t i = 0; i < size; ++i) table[i] *= factor.if_zero;
  }
  return table;
}

}  // namespace

ProductTable::ProductTable(std::span<const QubitFactors> factors) {
  const int n = static_cast<int>(factors.size());
  run_qubits_ = std::min(n, kRunQubits);
  middle_qubits_ = (n - run_qubits_ + 1) / 2;
  const auto run = products(factors.first(static_cast<size_t>(run_qubits_)));
  for (size_t i = 0; i < run.size(); i += simd::kLanes) {
    simd::Vec re, im;
    for (size_t lane = 0; lane < simd::kLanes; ++lane) {
      re[lane] = run[i + lane].real();
      im[lane] = run[i + lane].imag();
    }
    run_re_.push_back(re);
    run_im_.push_back(im);
  }
  middle_ = products(factors.subspan(static_cast<size_t>(run_qubits_), static_cast<size_t>(middle_qubits_)));
  high_ = products(factors.subspan(static_cast<size_t>(run_qubits_ + middle_qubits_)));
}

}  // namespace eigenlake
