// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/chem/eri_tensor.h"

#include <new>

namespace eigenlake {

EriTensor::EriTensor(int num_functions)
    : num_functions_(num_functions),
      num_pairs_(pair_index(num_functions, 0)),
      values_(static_cast<double*>(std::calloc(size_in_bytes(num_functions), 1))) {
  if (values_ == nullptr) throw std::bad_alloc();
}

size_t EriTensor::size_in_bytes(size_t num_functions) {
  const size_t num_pairs = num_functions * (num_functions + 1) / 2;
  return (num_pairs * (num_pairs + 1) / 2 + kPadding) * sizeof(double);
}

}  // namespace eigenlake
