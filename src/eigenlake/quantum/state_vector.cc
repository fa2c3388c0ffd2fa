// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/quantum/state_vector.h"

#include <algorithm>
#include <cstring>
#include <new>

#include "eigenlake/base/assert.h"

namespace eigenlake {
namespace {

constexpr size_t kAlignment = 64;

}  // namespace

StateVector::Array StateVector::allocate(size_t size) {
  auto* p = static_cast<double*>(std::aligned_alloc(kAlignment, size * sizeof(double)));
  if (p == nullptr) throw std::bad_alloc();
  return Array(p);
}

StateVector::StateVector(int num_qubits, StateField field)
    : num_qubits_(num_qubits), size_(size_t{1} << std::max(num_qubits, kMinQubits)) {
  EIGENLAKE_ASSERT(num_qubits >= 0 && num_qubits < 60);
  re_ = allocate(size_);
  if (field == StateField::kComplex) im_ = allocate(size_);
}

void StateVector::set_basis_state(uint64_t index) {
  EIGENLAKE_ASSERT(index < size_);
  std::memset(re_.get(), 0, size_ * sizeof(double));
  if (im_) std::memset(im_.get(), 0, size_ * sizeof(double));
  re_[index] = 1.0;
}

size_t StateVector::memory_bytes(int num_qubits, StateField field) {
  const size_t size = size_t{1} << std::max(num_qubits, kMinQubits);
  return size * sizeof(double) * (field == StateField::kComplex ? 2 : 1);
}

}  // namespace eigenlake
