// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/simulation/run_plan.h"

#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/chem/active_space.h"
#include "eigenlake/quantum/ansatz_families.h"
#include "eigenlake/quantum/uccsd.h"
#include "eigenlake/simulation/testing/simulation_test_data.h"

namespace eigenlake {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(PlanRun, OptionsAreResolved) {
  ExperimentSpec options = hardware_efficient(AnsatzKind::kEfficientSu2);
  options.restarts = options.vqe.optimizer_options.max_iterations = 0;
  MoleculeEntry entry = h2();
  entry.molecule->basis = "6-31g";
  const PlannedRun plan = *plan_run(entry, options);
  EXPECT_EQ(plan.spec().basis, "6-31g");
  EXPECT_GT(plan.spec().vqe.optimizer_options.max_iterations, 0);
  EXPECT_GT(plan.spec().restarts, 0);
}

TEST(PlanRun, SizesAreThoseOfTheHamiltonian) {
  for (const bool frozen_core : {false, true}) {
    for (const MoleculeEntry& entry : {lih(), entry_of({"O", "O"}, 1.2, 0, 3), entry_of({"Li"}, 0.0, 2, 2)}) {
      ExperimentSpec options;
      options.active_space.frozen_core = frozen_core;
      const auto plan = plan_run(entry, options);
      ASSERT_TRUE(plan) << plan.error().to_string();
      const auto scf = run_scf(*entry.molecule, plan->basis);
      const auto hamiltonian = build_molecular_hamiltonian(*entry.molecule, *scf, options.active_space);
      ASSERT_TRUE(hamiltonian) << hamiltonian.error().to_string();
      EXPECT_EQ(plan->size.num_orbitals, hamiltonian->num_orbitals);
      EXPECT_EQ(plan->size.num_alpha, hamiltonian->num_alpha);
      EXPECT_EQ(plan->size.num_beta, hamiltonian->num_beta);
    }
  }
}

TEST(PlanRun, ImpossibleActiveSpaceIsRejected) {
  ExperimentSpec options;
  for (const ActiveSpace space :
       {ActiveSpace{3, 2}, ActiveSpace{6, 4}, ActiveSpace{2, 6}, ActiveSpace{4, 1}}) {
    options.active_space.active_space = space;
    const auto plan = plan_run(lih(), options);
    ASSERT_FALSE(plan) << space.electrons << ' ' << space.orbitals;
    EXPECT_EQ(plan.error().kind, ErrorKind::kInvalidInput);
  }
  options.active_space.active_space = ActiveSpace{2, 5};
  EXPECT_EQ(plan_run(lih(), options)->plan.num_qubits, 10);
}

TEST(PlanRun, MoreThanTheAvailableMemoryIsRejectedWithBothFigures) {
  const MoleculeEntry chain = entry_of(std::vector<std::string>(26, "H"), 1.0);
  for (const AnsatzKind ansatz : {AnsatzKind::kUccsd, AnsatzKind::kRealAmplitudes}) {
    const auto plan = plan_run(chain, hardware_efficient(ansatz));
    ASSERT_FALSE(plan);
    EXPECT_EQ(plan.error().kind, ErrorKind::kResourceLimit);
    EXPECT_THAT(plan.error().message, HasSubstr("52 qubits"));
    EXPECT_THAT(plan.error().message, HasSubstr("GiB"));
  }
}

TEST(PlanRun, TooManyQubitsAreNoMatterOfMemory) {
  MoleculeEntry helium = entry_of({"He"}, 0.0);
  helium.molecule->basis = "aug-cc-pvqz";
  for (const AnsatzKind ansatz : kAnsatzKinds) {
    const auto plan = plan_run(helium, hardware_efficient(ansatz));
    ASSERT_FALSE(plan);
    EXPECT_EQ(plan.error().kind, ErrorKind::kUnsupported);
    EXPECT_THAT(plan.error().message, HasSubstr("got 92 for 46 orbitals"));
    EXPECT_THAT(plan.error().message, HasSubstr(ansatz == AnsatzKind::kUccsd ? "at most 62" : "at most 64"));
    EXPECT_THAT(plan.error().message, Not(HasSubstr("GiB")));
  }
}

TEST(PlanRun, UccsdGoesUpToThirtyOneOrbitals) {
  const MoleculeEntry cation = entry_of({"He"}, 0.0, 1, 2);
  ExperimentSpec options;
  options.basis = "cc-pvqz";  // 30 orbitals
  EXPECT_EQ(plan_run(cation, options)->size.num_orbitals, 30);
  EXPECT_THAT(plan_run(entry_of(std::vector<std::string>(32, "H"), 1.0), options).error().message,
              HasSubstr("at most 62 qubits"));
}

TEST(PlanRun, TooManyRepetitionsAreRejectedUnbuilt) {
  for (const AnsatzKind ansatz : kAnsatzKinds) {
    if (ansatz == AnsatzKind::kUccsd) continue;
    ExperimentSpec options = hardware_efficient(ansatz);
    options.ansatz_reps = std::numeric_limits<int>::max();
    EXPECT_THAT(plan_run(h2(), options).error().message, HasSubstr("at most 2147483647 parameters"));
    options.ansatz_reps = 100'000'000;
    options.restarts = 1'000'000;
    const auto plan = plan_run(h2(), options);
    ASSERT_FALSE(plan);
    EXPECT_THAT(plan.error().message, HasSubstr("of 100000000 repetitions and 1000000 restarts"));
  }
}

TEST(PlanRun, ParametersAreThoseOfTheAnsatz) {
  for (const MoleculeEntry& entry : {lih(), entry_of({"O", "H"}, 0.97, 0, 2)}) {
    const auto uccsd = plan_run(entry, {});
    EXPECT_EQ(
        uccsd->plan.num_parameters,
        UccsdAnsatz(uccsd->size.num_orbitals, uccsd->size.num_alpha, uccsd->size.num_beta).num_parameters());
    for (const AnsatzKind ansatz : kAnsatzKinds) {
      if (ansatz == AnsatzKind::kUccsd) continue;
      ExperimentSpec options = hardware_efficient(ansatz);
      options.ansatz_reps = 3;
      const auto plan = plan_run(entry, options);
      EXPECT_EQ(plan->plan.num_parameters, make_ansatz(ansatz, plan->size.orbitals(), 3)->num_parameters());
    }
  }
}

TEST(PlanRun, UnpairedElectronsBelongToTheActiveSpace) {
  ExperimentSpec options;
  options.active_space.active_space = ActiveSpace{1, 1};
  EXPECT_THAT(plan_run(entry_of({"N"}, 0.0, 0, 4), options).error().message,
              HasSubstr("at least 3 electrons, which are unpaired"));
}

TEST(ParseActiveSpace, TakesTwoPositiveNumbers) {
  EXPECT_EQ(parse_active_space("8,6")->orbitals, 6);
  for (const char* text : {"", "8", "8,", ",6", "8,6,1", "-2,2", "a,b"})
    EXPECT_FALSE(parse_active_space(text)) << text;
}

}  // namespace
}  // namespace eigenlake
