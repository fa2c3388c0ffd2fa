// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/chem/integrals.h"

extern "C" {
#include <cint.h>
#include <cint_funcs.h>
}

#include "eigenlake/base/memory_limit.h"
#include "eigenlake/chem/cint_input.h"
#include "eigenlake/chem/repulsion_integrals.h"

namespace eigenlake {
namespace {

std::vector<AoLabel> make_labels(const CintInput& input) {
  std::vector<AoLabel> labels;
  for (int shell = 0; shell < input.num_shells(); ++shell)
    for (int contraction = 0; contraction < input.contractions_of(shell); ++contraction)
      for (int m = 0; m <= 2 * input.momentum_of(shell); ++m)
        labels.push_back({input.atom_of(shell), input.momentum_of(shell), m});
  return labels;
}

using OneElectronIntegral = decltype(&int1e_ovlp_sph);

/// Of a symmetric operator with `N` components.
template <size_t N>
std::array<Eigen::MatrixXd, N> one_electron_matrices(CintInput& input, OneElectronIntegral integral) {
  const int n = input.num_functions();
  std::array<Eigen::MatrixXd, N> matrices;
  matrices.fill(Eigen::MatrixXd(n, n));
  std::vector<double> buffer;
  for (int i = 0; i < input.num_shells(); ++i)
    for (int j = 0; j <= i; ++j) {
      const int rows = input.size_of(i);
      const int columns = input.size_of(j);
      buffer.assign(static_cast<size_t>(rows) * columns * N, 0.0);
      int shells[2] = {i, j};
      integral(buffer.data(), nullptr, shells, input.atoms.data(), input.num_atoms(), input.shells.data(),
               input.num_shells(), input.pool.data(), nullptr, nullptr);
      const double* next = buffer.data();
      for (Eigen::MatrixXd& matrix : matrices) {
        const Eigen::Map<const Eigen::MatrixXd> block(next, rows, columns);
        matrix.block(input.first_function[i], input.first_function[j], rows, columns) = block;
        matrix.block(input.first_function[j], input.first_function[i], columns, rows) = block.transpose();
        next += rows * columns;
      }
    }
  return matrices;
}

}  // namespace

Result<AoIntegrals> compute_integrals(const Molecule& molecule, const BasisSet& basis, ThreadPool* pool,
                                      const StopRequest& stop) {
  CintInput input = make_cint_input(molecule, basis);
  const size_t n = input.num_functions();
  EIGENLAKE_RETURN_IF_ERROR(require_memory(EriTensor::size_in_bytes(n),
                                           fmt::format("the repulsion integrals of {} basis functions", n)));
  AoIntegrals integrals;
  integrals.overlap = one_electron_matrices<1>(input, int1e_ovlp_sph)[0];
  integrals.kinetic = one_electron_matrices<1>(input, int1e_kin_sph)[0];
  integrals.nuclear_attraction = one_electron_matrices<1>(input, int1e_nuc_sph)[0];
  integrals.eri = repulsion_integrals(input, pool, kNegligible, stop);
  if (is_stopped(stop)) return fail(ErrorKind::kInterrupted, "the integrals were interrupted");
  integrals.labels = make_labels(input);
  return integrals;
}

std::array<Eigen::MatrixXd, 3> position_integrals(const Molecule& molecule, const BasisSet& basis) {
  CintInput input = make_cint_input(molecule, basis);
  return one_electron_matrices<3>(input, int1e_r_sph);
}

}  // namespace eigenlake
