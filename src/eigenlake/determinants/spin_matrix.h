// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "eigenlake/base/stop_request.h"
#include "eigenlake/chem/molecular_hamiltonian.h"
#include "eigenlake/determinants/spin_strings.h"

namespace eigenlake {

/// Integrals below this count as 0, so that symmetry of the molecule saves work.
inline constexpr double kNegligibleIntegral = 1e-13;  // hartree

/// The same-spin part of the Hamiltonian: a sparse symmetric matrix over their strings, without its diagonal
/// by rows. Strings of different irreps are not connected.
class SpinMatrix {
 public:
  /// `stop` is checked for each row; after a stop the matrix is void.
  SpinMatrix(const MolecularHamiltonian& hamiltonian, const SpinStrings& strings,
             const StopRequest& stop = {});

  std::span<const double> diagonal() const { return diagonal_; }
  /// Strings, counted from the first one of the row's irrep.
  std::span<const uint32_t> columns(size_t row) const { return of_row(columns_, row); }
  std::span<const double> values(size_t row) const { return of_row(values_, row); }

 private:
  template <typename T>
  std::span<const T> of_row(const std::vector<T>& all, size_t row) const {
    return {all.data() + begin_of_row_[row], begin_of_row_[row + 1] - begin_of_row_[row]};
  }
  void add_row(const MolecularHamiltonian& h, const SpinStrings& strings, OccupationMask mask, size_t begin);

  std::vector<double> diagonal_;
  std::vector<size_t> begin_of_row_;
  std::vector<uint32_t> columns_;
  std::vector<double> values_;
};

}  // namespace eigenlake
