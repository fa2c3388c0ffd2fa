#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "eigenlake/base/stop_request.h"
#include "eigenlake/chem/molecular_hamiltonian.h"
#include "eigenlake/determinants/string_space.h"

namespace eigenlake {

/// What electrons of one spin do among themselves: a sparse symmetric matrix over their strings, by rows.
class SameSpinMatrix {
 public:
  /// `stop` is asked at each row; after a stop the matrix is void.
  SameSpinMatrix(const MolecularHamiltonian& hamiltonian, const StringSpace& strings,
                 const StopRequest& stop = {});

  std::span<const uint32_t> columns(size_t row) const {
    return {columns_.data() + start_[row], entries_in(row)};
  }
  std::span<const double> values(size_t row) const { return {values_.data() + start_[row], entries_in(row)}; }
  double diagonal(size_t row) const { return element(row, row); }
  double element(size_t row, size_t column) const;

 private:
  size_t entries_in(size_t row) const { return start_[row + 1] - start_[row]; }

  std::vector<size_t> start_;
  std::vector<uint32_t> columns_;  // ascending in each row
  std::vector<double> values_;
};

}  // namespace eigenlake
