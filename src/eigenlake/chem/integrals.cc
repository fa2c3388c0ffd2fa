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

Eigen::MatrixXd one_electron_matrix(CintInput& input, OneElectronIntegral integral) {
  const int n = input.num_functions();
  Eigen::MatrixXd matrix(n, n);
  std::vector<double> buffer;
  for (int i = 0; i < input.num_shells(); ++i)
    for (int j = 0; j <= i; ++j) {
      const int rows = input.size_of(i);
      const int columns = input.size_of(j);
      buffer.assign(static_cast<size_t>(rows) * columns, 0.0);
      int shells[2] = {i, j};
      integral(buffer.data(), nullptr, shells, input.atoms.data(), input.num_atoms(), input.shells.data(),
               input.num_shells(), input.pool.data(), nullptr, nullptr);
      const Eigen::Map<Eigen::MatrixXd> block(buffer.data(), rows, columns);
      matrix.block(input.first_function[i], input.first_function[j], rows, columns) = block;
      matrix.block(input.first_function[j], input.first_function[i], columns, rows) = block.transpose();
    }
  return matrix;
}

}  // namespace

Result<AoIntegrals> compute_integrals(const Molecule& molecule, const BasisSet& basis, ThreadPool* pool,
                                      const StopRequest& stop) {
  CintInput input = make_cint_input(molecule, basis);
  const size_t n = input.num_functions();
  EIGENLAKE_RETURN_IF_ERROR(require_memory(EriTensor::size_in_bytes(n),
                                           fmt::format("the repulsion integrals of {} basis functions", n)));
  AoIntegrals integrals;
  integrals.overlap = one_electron_matrix(input, int1e_ovlp_sph);
  integrals.kinetic = one_electron_matrix(input, int1e_kin_sph);
  integrals.nuclear_attraction = one_electron_matrix(input, int1e_nuc_sph);
  integrals.eri = repulsion_integrals(input, pool, kNegligible, stop);
  if (is_stopped(stop)) return fail(ErrorKind::kInterrupted, "the integrals were interrupted");
  integrals.labels = make_labels(input);
  return integrals;
}

}  // namespace eigenlake
