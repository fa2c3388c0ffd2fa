// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <complex>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>

#include "eigenlake/base/thread_pool.h"

namespace eigenlake {

/// A real state needs half the memory and work.
enum class StateField { kReal, kComplex };

/// 2^n amplitudes; bit q of the index is qubit q. Real and imaginary parts are separate aligned arrays,
/// because molecular Hamiltonians and RY act on them independently.
///
/// There are at least 2^kMinQubits amplitudes: states of fewer qubits have idle higher qubits in |0⟩.
class StateVector {
 public:
  static constexpr int kMinQubits = 3;

  StateVector(int num_qubits, StateField field);

  int num_qubits() const { return num_qubits_; }
  bool is_real() const { return im_ == nullptr; }
  /// Length of the arrays: 2^max(num_qubits, kMinQubits).
  size_t size() const { return size_; }
  double* re() { return re_.get(); }
  const double* re() const { return re_.get(); }
  double* im() { return im_.get(); }  ///< Null for a real state.
  const double* im() const { return im_.get(); }

  std::complex<double> amplitude(uint64_t index) const {
    return {re_.get()[index], im_ ? im_.get()[index] : 0.0};
  }
  void set_basis_state(uint64_t index);

  static size_t memory_bytes(int num_qubits, StateField field);

 private:
  struct Free {
    void operator()(double* p) const { std::free(p); }
  };
  using Array = std::unique_ptr<double[], Free>;

  static Array allocate(size_t size);

  int num_qubits_;
  size_t size_;
  Array re_;
  Array im_;
};

}  // namespace eigenlake
