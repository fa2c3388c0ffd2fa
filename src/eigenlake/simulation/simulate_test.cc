// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/simulation/simulate.h"

#include <atomic>
#include <limits>

#include <Eigen/Geometry>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/chem/active_space.h"
#include "eigenlake/quantum/uccsd.h"
#include "eigenlake/record/experiment_id.h"
#include "eigenlake/simulation/testing/simulation_test_data.h"

namespace eigenlake {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// Full configuration interaction in STO-3G: tests/data/reference_energies.json.
constexpr double kH2Fci = -1.1372701746609035;
constexpr double kHehFci = -2.8510044868258557;

TEST(Simulate, UccsdReachesFciForTwoElectrons) {
  const SimulatedRun h2_run = simulate_one(h2(), {});
  EXPECT_NEAR(h2_run.total_energy(), kH2Fci, 1e-6);
  EXPECT_NEAR(*h2_run.diagnostics.fci_total_energy, kH2Fci, 1e-8);
  EXPECT_TRUE(h2_run.in_sector);
  EXPECT_NEAR(simulate_one(heh(), {}).total_energy(), kHehFci, 1e-6);
}

TEST(Simulate, RecordHasThePlannedId) {
  const SimulatedRun run = simulate_one(h2(), {});
  EXPECT_EQ(run.experiment_id, plan_run(h2(), {})->experiment_id);
  EXPECT_EQ(experiment_id(run.record).value(), run.experiment_id);
}

TEST(Simulate, RecordDoesNotDependOnTheNumberOfThreads) {
  for (const AnsatzKind ansatz : kAnsatzKinds) {
    const ExperimentSpec options = hardware_efficient(ansatz);
    EXPECT_EQ(timeless(simulate_one(lih(), options, 1).record),
              timeless(simulate_one(lih(), options, 3).record))
        << name_of(ansatz);
  }
}

TEST(Simulate, BestRestartIsKept) {
  ExperimentSpec options = hardware_efficient(AnsatzKind::kEfficientSu2);
  options.restarts = 3;
  options.init_strategy = InitStrategy::kRandom;
  options.penalty = 1.0;
  const SimulatedRun run = simulate_one(h2(), options, 2);
  EXPECT_THAT(*run.record.diagnostics, HasSubstr("restart"));
  options.restarts = 1;
  EXPECT_LE(run.total_energy(), simulate_one(h2(), options).total_energy() + 1e-9);
}

TEST(Simulate, FciLimitOfZeroGivesNoReference) {
  ExperimentSpec options;
  options.fci_limit = 3;
  EXPECT_FALSE(simulate_one(h2(), options).diagnostics.fci_total_energy);
}

TEST(Simulate, StopLeavesNoRecord) {
  const ExperimentSpec options;
  const auto plan = plan_run(lih(), options);
  ThreadPool pool(1);
  std::atomic<int> evaluations = 0;
  const SimulationHooks hooks{
      .on_progress = [&](const SimulationProgress& progress) { evaluations = progress.num_evaluations; },
      .stop_requested = [&] { return evaluations >= 2; }};
  const auto run = simulate(*plan, 0, pool, hooks);
  ASSERT_FALSE(run);
  EXPECT_EQ(run.error().kind, ErrorKind::kInterrupted);
}

TEST(Simulate, StopDuringTheReferenceKeepsTheRest) {
  const ExperimentSpec options;
  const MoleculeEntry molecule = irregular_h6();
  const auto plan = plan_run(molecule, options);
  ThreadPool pool(1);
  std::atomic<int> products = 0;
  const SimulationHooks hooks{
      .on_progress = [&](const SimulationProgress& progress) { products = progress.reference.products; },
      .stop_requested = [&] { return products >= 3; }};
  const auto run = simulate(*plan, 0, pool, hooks);
  ASSERT_TRUE(run) << run.error().to_string();
  EXPECT_EQ(products, 3);
  EXPECT_TRUE(run->reference_interrupted);
  EXPECT_FALSE(run->diagnostics.fci_total_energy || run->diagnostics.reference_time);
  EXPECT_THAT(run->warnings, testing::Contains(HasSubstr("--force")));
  const SimulatedRun whole = simulate_one(molecule, options);
  EXPECT_FALSE(whole.reference_interrupted);
  EXPECT_EQ(run->total_energy(), whole.total_energy());
}

/// Turned by an angle about an axis of no symmetry, shifted, and with its atoms in reverse.
MoleculeEntry moved(MoleculeEntry entry) {
  const Eigen::Matrix3d turn =
      Eigen::AngleAxisd(1.1, Eigen::Vector3d(0.4, -1.0, 0.3).normalized()).toRotationMatrix();
  for (auto& position : entry.molecule->coords) {
    const Eigen::Vector3d image = turn * Eigen::Vector3d(position.data()) + Eigen::Vector3d(0.7, -2.0, 5.0);
    position = {image[0], image[1], image[2]};
  }
  std::ranges::reverse(entry.molecule->symbols);
  std::ranges::reverse(entry.molecule->coords);
  return entry;
}

TEST(Simulate, EnergiesDoNotDependOnTheFrameOfTheInput) {
  MoleculeEntry square = entry_of({"H", "H", "H", "H"}, 1.0);
  square.molecule->coords = {{0, 0, 0}, {0, 1.4, 0}, {1.4, 0, 0}, {1.4, 1.4, 0}};
  // Degenerate orbitals: occupied and empty, singly occupied, and in a molecule with an instability.
  for (const MoleculeEntry& entry : {entry_of({"N", "N"}, 1.0977), entry_of({"O", "H"}, 0.9697, 0, 2),
                                     entry_of({"H", "Be", "H"}, 1.33), square}) {
    const SimulatedRun run = simulate_one(entry, {}), other = simulate_one(moved(entry), {});
    EXPECT_NEAR(*run.diagnostics.hf_total_energy, *other.diagnostics.hf_total_energy, 1e-10)
        << run.record.symbols[0];
    EXPECT_NEAR(run.total_energy(), other.total_energy(), 1e-8) << run.record.symbols[0];
    EXPECT_EQ(run.record.nfev, other.record.nfev) << run.record.symbols[0];
  }
}

TEST(Simulate, HardwareEfficientAnsaetzeLeaveHartreeFockByDefault) {
  for (const AnsatzKind ansatz :
       {AnsatzKind::kEfficientSu2, AnsatzKind::kRealAmplitudes, AnsatzKind::kExcitationPreserving}) {
    ExperimentSpec options = hardware_efficient(ansatz);
    options.restarts = options.vqe.optimizer_options.max_iterations = 0;
    const SimulatedRun run = simulate_one(h2(), options, 2);
    EXPECT_NEAR(run.total_energy(), kH2Fci, 1.6e-3) << name_of(ansatz);
    EXPECT_EQ(run.diagnostics.restart_energies.size(), 16U) << name_of(ansatz);
  }
}

TEST(Simulate, EnergyAtHartreeFockIsFlagged) {
  ExperimentSpec options = hardware_efficient(AnsatzKind::kEfficientSu2);
  options.vqe.optimizer_options.max_iterations = 1000;
  const SimulatedRun run = simulate_one(h2(), options);
  EXPECT_NEAR(run.total_energy(), *run.diagnostics.hf_total_energy, 1e-5);
  EXPECT_THAT(*run.diagnostics.quality_flags, testing::Contains("at_hartree_fock"));
  EXPECT_FALSE(simulate_one(h2(), {}).diagnostics.quality_flags);
}

TEST(Simulate, RecordSaysHowOrbitalsAndMinimumWereFound) {
  const Diagnostics diagnostics = simulate_one(lih(), {}).diagnostics;
  EXPECT_EQ(diagnostics.scf->method, "rhf");
  EXPECT_EQ(diagnostics.scf->guess, "atomic densities");
  EXPECT_EQ(diagnostics.scf->stability, "stable");
  EXPECT_EQ(diagnostics.scf->orbital_order, "aufbau");
  EXPECT_GT(*diagnostics.lowest_curvature, 0.0);
  EXPECT_GT(*diagnostics.curvature_evaluations, 0);
  EXPECT_EQ(diagnostics.saddles_escaped, 0);
  EXPECT_GT(*diagnostics.reference_time, 0.0);
}

/// FCI by PySCF 2.14: x, y, z about the centre of nuclear charge, and natural occupations.
TEST(Simulate, DensityOfTheFinalStateIsNearlyThatOfFci) {
  const Diagnostics lithium = simulate_one(lih(), {}).diagnostics;
  EXPECT_NEAR((*lithium.dipole_moment)[2], -1.8177215730, 3e-4);
  EXPECT_THAT(*lithium.natural_occupations,
              testing::Pointwise(testing::DoubleNear(1e-4),
                                 {1.9999111, 1.95462667, 0.04235334, 0.00152473, 0.00152473, 0.00005944}));
  ExperimentSpec frozen;
  frozen.active_space.frozen_core = true;  // two electrons: UCCSD is FCI
  const Diagnostics valence = simulate_one(lih(), frozen).diagnostics;
  EXPECT_NEAR((*valence.dipole_moment)[0], 0.0, 1e-9);
  EXPECT_NEAR((*valence.dipole_moment)[2], -1.8183503221, 1e-5);
  EXPECT_THAT(*valence.natural_occupations,
              testing::Pointwise(testing::DoubleNear(1e-6),
                                 {1.95469446, 0.04228336, 0.00149456, 0.00149456, 0.00003305}));
}

TEST(Simulate, StateVectorHasTheSameDensity) {
  const Diagnostics sector = simulate_one(h2(), {}).diagnostics;
  ExperimentSpec options = hardware_efficient(AnsatzKind::kExcitationPreserving);
  options.restarts = options.vqe.optimizer_options.max_iterations = 0;
  const Diagnostics state = simulate_one(h2(), options).diagnostics;
  ASSERT_TRUE(*state.in_sector);
  for (size_t k = 0; k < 2; ++k)
    EXPECT_NEAR((*state.natural_occupations)[k], (*sector.natural_occupations)[k], 1e-4);
}

TEST(Simulate, StateOutsideItsSectorHasNoDipoleMoment) {
  const SimulatedRun run = simulate_one(heh(), hardware_efficient(AnsatzKind::kRealAmplitudes));
  EXPECT_EQ(run.diagnostics.dipole_moment.has_value(), run.in_sector);
  EXPECT_EQ(run.diagnostics.natural_occupations.has_value(), run.in_sector);
}

}  // namespace
}  // namespace eigenlake
