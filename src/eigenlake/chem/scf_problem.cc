// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/chem/scf_problem.h"

#include <array>

#include "eigenlake/chem/fock.h"

namespace eigenlake {

using Eigen::MatrixXd;

SpinDensities densities_of(const ScfProblem& problem, const SpinOrbitals& orbitals) {
  const auto density = [](const MatrixXd& coefficients, int count) -> MatrixXd {
    return coefficients.leftCols(count) * coefficients.leftCols(count).transpose();
  };
  SpinDensities densities;
  densities.alpha = density(orbitals.alpha, problem.num_alpha);
  densities.beta =
      problem.method == ScfMethod::kRhf ? densities.alpha : density(orbitals.beta, problem.num_beta);
  return densities;
}

SpinDensities fock_response(const ScfProblem& problem, const SpinDensities& change) {
  if (problem.fock_builds != nullptr) ++*problem.fock_builds;
  const EriTensor& eri = problem.integrals->eri;
  if (problem.method == ScfMethod::kRhf) {
    const auto parts = coulomb_exchange(eri, std::array{change.alpha}, problem.pool);
    MatrixXd response = 2.0 * parts[0].coulomb - parts[0].exchange;
    return {response, response};
  }
  const auto parts = coulomb_exchange(eri, std::array{change.alpha, change.beta}, problem.pool);
  const MatrixXd coulomb = parts[0].coulomb + parts[1].coulomb;
  return {coulomb - parts[0].exchange, coulomb - parts[1].exchange};
}

SpinFock build_spin_fock(const ScfProblem& problem, const SpinDensities& densities) {
  SpinDensities repulsion = fock_response(problem, densities);
  SpinFock fock;
  fock.alpha = problem.core_hamiltonian + repulsion.alpha;
  fock.beta = problem.core_hamiltonian + repulsion.beta;
  const MatrixXd total = densities.alpha + densities.beta;
  const double twice_electronic = total.cwiseProduct(problem.core_hamiltonian).sum() +
                                  densities.alpha.cwiseProduct(fock.alpha).sum() +
                                  densities.beta.cwiseProduct(fock.beta).sum();
  fock.total_energy = 0.5 * twice_electronic + problem.nuclear_repulsion_energy;
  return fock;
}

}  // namespace eigenlake
