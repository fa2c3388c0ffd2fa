// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/quantum/exact_backend.h"

#include "tests/oracle/dense_uccsd.h"
#include <gtest/gtest.h>

#include "eigenlake/quantum/ansatz_families.h"
#include "eigenlake/quantum/backends.h"
#include "eigenlake/quantum/jordan_wigner.h"
#include "eigenlake/quantum/sector_evaluator.h"
#include "eigenlake/quantum/state_vector_evaluator.h"

namespace eigenlake {
namespace {

constexpr OrbitalSpace kOrbitals{3, 2, 1};

/// An estimator of an ansatz for a random Hamiltonian, with what it is bound to.
struct Bound {
  MolecularHamiltonian hamiltonian = oracle::random_hamiltonian(3, 2, 1, 5);
  PauliSum qubit_hamiltonian = jordan_wigner(hamiltonian);
  ThreadPool pool{1};
  std::unique_ptr<Ansatz> ansatz;
  std::unique_ptr<Estimator> estimator;

  explicit Bound(AnsatzKind kind, double penalty = 0.0) : ansatz(make_ansatz(kind, kOrbitals, 1)) {
    auto bound = exact_backend().bind(*ansatz, {hamiltonian, qubit_hamiltonian, {.weight = penalty}, pool});
    EXPECT_TRUE(bound) << bound.error().to_string();
    estimator = *std::move(bound);
  }
};

TEST(ExactBackend, HasItsKindAndTraits) {
  EXPECT_EQ(&backend_of(BackendKind::kExact), &exact_backend());
  EXPECT_EQ(exact_backend().kind(), BackendKind::kExact);
  const BackendTraits traits = exact_backend().traits();
  EXPECT_TRUE(traits.exact_energies && traits.gradient && traits.state);
  EXPECT_FALSE(traits.shots || traits.noise);
}

TEST(ExactBackend, EngineFollowsTheSpaceOfTheAnsatz) {
  EXPECT_EQ(exact_backend().engine(StateSpace::kSector), "sector");
  EXPECT_EQ(exact_backend().engine(StateSpace::kQubits), "state_vector");
  for (const AnsatzKind kind : kAnsatzKinds) {
    Bound bound(kind);
    const bool is_sector = dynamic_cast<SectorEvaluator*>(bound.estimator.get()) != nullptr;
    EXPECT_EQ(is_sector, bound.ansatz->space() == StateSpace::kSector) << name_of(kind);
  }
}

TEST(ExactBackend, EnginesAgreeOnTheHartreeFockEnergy) {
  const double expected = [] {
    Bound bound(AnsatzKind::kUccsd);
    return bound.estimator->evaluate(bound.ansatz->hartree_fock_start()).energy;
  }();
  for (const AnsatzKind kind : kAnsatzKinds) {
    Bound bound(kind);
    const Evaluation evaluation = bound.estimator->evaluate(bound.ansatz->hartree_fock_start());
    EXPECT_NEAR(evaluation.energy, expected, 1e-12) << name_of(kind);
    EXPECT_EQ(evaluation.shots, 0);
    EXPECT_EQ(evaluation.standard_error, 0.0);
  }
}

TEST(ExactBackend, EstimatorsHaveGradientsAndStates) {
  for (const AnsatzKind kind : kAnsatzKinds) {
    Bound bound(kind);
    const std::vector<double> start = bound.ansatz->hartree_fock_start();
    ASSERT_NE(bound.estimator->gradient(), nullptr);
    ASSERT_NE(bound.estimator->inspector(), nullptr);
    std::vector<double> gradient(start.size());
    const Evaluation with = bound.estimator->gradient()->evaluate_with_gradient(start, gradient);
    EXPECT_EQ(with.energy, bound.estimator->evaluate(start).energy) << name_of(kind);
    EXPECT_NEAR(bound.estimator->inspector()->properties(start).num_particles_mean, 3.0, 1e-12);
  }
}

TEST(ExactBackend, PenaltyIsThatOfTheStateOutsideItsSector) {
  Bound bound(AnsatzKind::kRealAmplitudes, 0.5);
  const std::vector<double> empty(static_cast<size_t>(bound.ansatz->num_parameters()), 0.0);
  EXPECT_NEAR(bound.estimator->evaluate(empty).penalty, 0.5 * (9.0 + 0.25), 1e-12) << "no electrons, no spin";
  EXPECT_NEAR(bound.estimator->evaluate(bound.ansatz->hartree_fock_start()).penalty, 0.0, 1e-12);
}

TEST(ExactBackend, MemoryFollowsEngineAndField) {
  const auto bytes = [](AnsatzKind kind) {
    return exact_backend().memory_bytes(family_of(kind), {8, 2, 2}, 50.0);
  };
  EXPECT_EQ(bytes(AnsatzKind::kUccsd), SectorEvaluator::memory_bytes(8, 2, 2));
  EXPECT_EQ(bytes(AnsatzKind::kRealAmplitudes),
            StateVectorEvaluator::memory_bytes(16, StateField::kReal, 50.0));
  EXPECT_EQ(bytes(AnsatzKind::kEfficientSu2),
            StateVectorEvaluator::memory_bytes(16, StateField::kComplex, 50.0));
  EXPECT_GT(exact_backend().memory_bytes(family_of(AnsatzKind::kEfficientSu2), {32, 16, 16}, 1e12), 0x1p64);
}

}  // namespace
}  // namespace eigenlake
