// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/chem/energy_expansion.h"

#include <gtest/gtest.h>

#include "eigenlake/chem/orbitals.h"
#include "eigenlake/chem/scf_stability.h"
#include "eigenlake/chem/testing/test_molecules.h"

namespace eigenlake {
namespace {

using Eigen::VectorXd;

/// An expansion at orbitals that are nowhere near a minimum, of each method.
class EnergyExpansionTest : public testing::TestWithParam<ScfMethod> {
 protected:
  EnergyExpansionTest() {
    const Molecule molecule = GetParam() == ScfMethod::kRhf ? test_water() : test_oh();
    const auto basis = test_basis(molecule, "sto3g");
    integrals_ = *compute_integrals(molecule, basis);
    problem_.method = GetParam();
    problem_.num_alpha = molecule.num_alpha();
    problem_.num_beta = molecule.num_beta();
    problem_.integrals = &integrals_;
    problem_.core_hamiltonian = integrals_.core_hamiltonian();
    problem_.orthogonalizer = orthogonalizer(integrals_.overlap, 1e-6);
  }

  EnergyExpansion expansion() const {
    return EnergyExpansion(problem_, {problem_.orthogonalizer, problem_.orthogonalizer});
  }
  double energy_at(const EnergyExpansion& from, const VectorXd& x) const {
    return build_spin_fock(problem_, densities_of(problem_, from.rotated(x))).total_energy;
  }

  AoIntegrals integrals_;
  ScfProblem problem_;
};

TEST_P(EnergyExpansionTest, AgreesWithEnergyDifferencesToSecondOrder) {
  const EnergyExpansion at = expansion();
  ASSERT_GT(at.size(), 0);
  const VectorXd x = VectorXd::LinSpaced(at.size(), -1.0, 1.5).normalized();
  constexpr double kStep = 1e-3;
  const double plus = energy_at(at, kStep * x), minus = energy_at(at, -kStep * x);
  EXPECT_NEAR(at.gradient().dot(x), (plus - minus) / (2.0 * kStep), 2e-5);
  EXPECT_NEAR(x.dot(at.hessian_times(x)), (plus - 2.0 * at.energy() + minus) / (kStep * kStep), 2e-4);
}

TEST_P(EnergyExpansionTest, HessianIsSymmetric) {
  const EnergyExpansion at = expansion();
  const VectorXd x = VectorXd::LinSpaced(at.size(), -1.0, 1.5), y = VectorXd::LinSpaced(at.size(), 2.0, 0.1);
  EXPECT_NEAR(x.dot(at.hessian_times(y)), y.dot(at.hessian_times(x)), 1e-9);
}

TEST_P(EnergyExpansionTest, RotatedOrbitalsStayOrthonormal) {
  const EnergyExpansion at = expansion();
  const SpinOrbitals turned = at.rotated(VectorXd::LinSpaced(at.size(), -1.0, 1.5));
  for (const Eigen::MatrixXd& c : {turned.alpha, turned.beta})
    EXPECT_TRUE((c.transpose() * integrals_.overlap * c).isIdentity(1e-10));
}

INSTANTIATE_TEST_SUITE_P(Methods, EnergyExpansionTest,
                         testing::Values(ScfMethod::kRhf, ScfMethod::kRohf, ScfMethod::kUhf),
                         [](const auto& info) { return std::string(name_of(info.param)); });

}  // namespace
}  // namespace eigenlake
