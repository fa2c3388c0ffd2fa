#include "eigenlake/simulation/simulate.h"

#include <atomic>
#include <limits>

#include <Eigen/Geometry>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/chem/active_space.h"
#include "eigenlake/quantum/hardware_efficient.h"
#include "eigenlake/quantum/uccsd.h"
#include "eigenlake/record/record_json.h"
#include "eigenlake/simulation/simulate_all.h"

namespace eigenlake {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// Full configuration interaction in STO-3G: tests/data/reference_energies.json.
constexpr double kH2Fci = -1.1372701746609035;
constexpr double kHehFci = -2.8510044868258557;

MoleculeEntry entry_of(std::vector<std::string> symbols, double distance, int charge = 0,
                       int multiplicity = 1) {
  Molecule molecule;
  for (size_t i = 0; i < symbols.size(); ++i)
    molecule.coords.push_back({0.0, 0.0, distance * static_cast<double>(i)});
  molecule.symbols = std::move(symbols);
  molecule.charge = charge;
  molecule.multiplicity = multiplicity;
  return {.file = "test.json", .molecule_id = 0, .molecule = std::move(molecule)};
}

MoleculeEntry h2() {
  return entry_of({"H", "H"}, 0.7414);
}
MoleculeEntry heh() {
  return entry_of({"He", "H"}, 0.7719, 1);
}
MoleculeEntry lih() {
  return entry_of({"Li", "H"}, 1.5949);
}

SimulationOptions hardware_efficient(AnsatzKind ansatz) {
  SimulationOptions options;
  options.ansatz = ansatz;
  options.ansatz_reps = default_ansatz_reps(ansatz);
  options.init_strategy = default_init_strategy(ansatz);
  options.jitter = default_jitter(ansatz, options.init_strategy);
  options.vqe.optimizer_options.max_iterations = 30;
  return options;
}

SimulatedRun simulate_one(const MoleculeEntry& entry, const SimulationOptions& options, int num_threads = 1) {
  const auto plan = plan_run(entry, options);
  EXPECT_TRUE(plan) << plan.error().to_string();
  ThreadPool pool(num_threads);
  auto run = simulate(*plan, 0, pool, {});
  EXPECT_TRUE(run) << run.error().to_string();
  return std::move(*run);
}

/// The record as JSON with its times set to zero and without figures of the machine.
std::string timeless(RunRecord record) {
  record.hamiltonian_time = record.mapping_time = record.vqe_time = record.total_time =
      record.minimization_time = 0.0;
  Diagnostics diagnostics = parse_diagnostics(*record.diagnostics).value();
  diagnostics.reference_time = 0.0;
  record.diagnostics = to_json(diagnostics);
  record.performance_start.reset();
  record.performance_end.reset();
  std::string text;
  append_record_json(text, record);
  return text;
}

TEST(Simulate, UccsdReachesFciForTwoElectrons) {
  const SimulatedRun h2_run = simulate_one(h2(), {});
  EXPECT_NEAR(h2_run.total_energy, kH2Fci, 1e-6);
  EXPECT_NEAR(*h2_run.fci_total_energy, kH2Fci, 1e-8);
  EXPECT_TRUE(h2_run.in_sector);
  EXPECT_NEAR(simulate_one(heh(), {}).total_energy, kHehFci, 1e-6);
}

TEST(Simulate, TheRecordHasTheIdThatWasPlanned) {
  const SimulationOptions options;
  EXPECT_EQ(simulate_one(h2(), options).experiment_id, plan_run(h2(), options)->experiment_id);
}

TEST(Simulate, TheRecordDoesNotDependOnTheNumberOfThreads) {
  for (const AnsatzKind ansatz : kAnsatzKinds) {
    const SimulationOptions options = hardware_efficient(ansatz);
    EXPECT_EQ(timeless(simulate_one(lih(), options, 1).record),
              timeless(simulate_one(lih(), options, 3).record))
        << name_of(ansatz);
  }
}

TEST(Simulate, TheBestRestartIsKept) {
  SimulationOptions options = hardware_efficient(AnsatzKind::kEfficientSu2);
  options.restarts = 3;
  options.init_strategy = InitStrategy::kRandom;
  options.penalty = 1.0;
  const SimulatedRun run = simulate_one(h2(), options, 2);
  EXPECT_THAT(*run.record.diagnostics, HasSubstr("restart"));
  options.restarts = 1;
  EXPECT_LE(run.total_energy, simulate_one(h2(), options).total_energy + 1e-9);
}

TEST(Simulate, WithoutFciLimitThereIsNoReference) {
  SimulationOptions options;
  options.fci_limit = 3;
  EXPECT_FALSE(simulate_one(h2(), options).fci_total_energy);
}

TEST(Simulate, AStopLeavesNoRecord) {
  const SimulationOptions options;
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

TEST(Simulate, AStopDuringTheReferenceLeavesThatOutAlone) {
  const SimulationOptions options;
  const auto plan = plan_run(lih(), options);  // 225 determinants: more than are diagonalised at once
  ThreadPool pool(1);
  std::atomic<int> products = 0;
  const SimulationHooks hooks{
      .on_progress = [&](const SimulationProgress& progress) { products = progress.reference.products; },
      .stop_requested = [&] { return products >= 3; }};
  const auto run = simulate(*plan, 0, pool, hooks);
  ASSERT_TRUE(run) << run.error().to_string();
  EXPECT_EQ(products, 3);
  EXPECT_TRUE(run->reference_interrupted);
  EXPECT_FALSE(run->fci_total_energy || run->diagnostics.fci_total_energy || run->diagnostics.reference_time);
  EXPECT_THAT(run->warnings, testing::Contains(HasSubstr("--force")));
  const SimulatedRun whole = simulate_one(lih(), options);
  EXPECT_FALSE(whole.reference_interrupted);
  EXPECT_EQ(run->total_energy, whole.total_energy);
}

TEST(SimulateAll, JobsChangeNothingButTheOrderOfEnding) {
  const SimulationOptions options;
  std::vector<PlannedRun> plans;
  for (const MoleculeEntry& entry : {h2(), lih(), heh()}) plans.push_back(*plan_run(entry, options));
  std::vector<std::vector<std::string>> records;
  for (const int num_jobs : {1, 3}) {
    std::vector<std::string> texts(plans.size());
    simulate_all(plans, {.num_threads = 3, .num_jobs = num_jobs}, {},
                 [&](size_t index, Result<SimulatedRun> run) {
                   ASSERT_TRUE(run) << run.error().to_string();
                   texts[index] = timeless(run->record);
                 });
    records.push_back(texts);
  }
  EXPECT_EQ(records[0], records[1]);
}

/// Plans of LiH at distances in angstrom, each but the first following the one before.
std::vector<PlannedRun> series(std::vector<double> distances) {
  SimulationOptions options;
  std::vector<PlannedRun> plans;
  for (const double distance : distances) {
    plans.push_back(*plan_run(entry_of({"Li", "H"}, distance), options));
    options.follow = plans.back().experiment_id;
  }
  return plans;
}

std::vector<Result<SimulatedRun>> simulate_series(const std::vector<PlannedRun>& plans, int num_jobs,
                                                  const SimulationHooks& hooks = {}) {
  std::vector<Result<SimulatedRun>> runs(plans.size());
  simulate_all(plans, {.num_threads = 2, .num_jobs = num_jobs}, hooks,
               [&](size_t index, Result<SimulatedRun> run) { runs[index] = std::move(run); });
  return runs;
}

TEST(SimulateAll, ARunThatFollowsStartsFromTheOptimumBefore) {
  const auto plans = series({1.6, 1.65, 1.7});
  const auto runs = simulate_series(plans, 3);
  for (size_t i = 1; i < runs.size(); ++i) {
    ASSERT_TRUE(runs[i]) << runs[i].error().to_string();
    EXPECT_EQ(runs[i]->record.initial_parameters, runs[i - 1]->record.optimal_parameters);
    EXPECT_NE(plans[i].experiment_id,
              plan_run(entry_of({"Li", "H"}, 1.6 + 0.05 * static_cast<double>(i)), {})->experiment_id);
  }
  const auto again = simulate_series(plans, 1);
  for (size_t i = 0; i < runs.size(); ++i) EXPECT_EQ(timeless(runs[i]->record), timeless(again[i]->record));
}

TEST(SimulateAll, AStartThatIsHigherThanTheRunsOwnIsLeft) {
  auto plans = series({1.6, 1.65});
  const double alone = simulate_one(entry_of({"Li", "H"}, 1.65), {}).total_energy;
  plans[1].followed_parameters.assign(static_cast<size_t>(plans[1].plan.num_parameters), 1.3);
  const auto runs = simulate_series({plans[1]}, 1);
  ASSERT_TRUE(runs[0]) << runs[0].error().to_string();
  EXPECT_THAT(runs[0]->warnings, testing::Contains(HasSubstr("its own start")));
  EXPECT_EQ(runs[0]->total_energy, alone);
}

TEST(SimulateAll, WithoutTheOptimumBeforeARunFails) {
  const auto plans = series({1.6, 1.65, 1.7});
  const auto runs = simulate_series({plans[1], plans[2]}, 1);
  for (const auto& run : runs) {
    ASSERT_FALSE(run);
    EXPECT_EQ(run.error().kind, ErrorKind::kInvalidInput);
    EXPECT_THAT(run.error().message, HasSubstr("the point before"));
  }
}

TEST(SimulateAll, AStopEndsASeriesWithoutCallingItsPointsBad) {
  const SimulationHooks hooks{.on_progress = {}, .stop_requested = [] { return true; }};
  for (const auto& run : simulate_series(series({1.6, 1.65}), 1, hooks))
    EXPECT_EQ(run.error().kind, ErrorKind::kInterrupted);
}

TEST(PlanRun, OptionsAreThoseOfTheRunWithoutLeftOvers) {
  SimulationOptions options = hardware_efficient(AnsatzKind::kEfficientSu2);
  options.restarts = options.vqe.optimizer_options.max_iterations = 0;
  MoleculeEntry entry = h2();
  entry.molecule->basis = "6-31g";
  const PlannedRun plan = *plan_run(entry, options);
  EXPECT_EQ(plan.options.basis, "6-31g");
  EXPECT_EQ(plan.options.restarts, plan.plan.options.restarts);
  EXPECT_EQ(plan.options.vqe.optimizer_options.max_iterations,
            plan.plan.options.optimizer_options.max_iterations);
  EXPECT_GT(plan.options.restarts, 0);
}

TEST(PlanRun, SizesAreThoseOfTheHamiltonian) {
  for (const bool frozen_core : {false, true}) {
    for (const MoleculeEntry& entry : {lih(), entry_of({"O", "O"}, 1.2, 0, 3), entry_of({"Li"}, 0.0, 2, 2)}) {
      SimulationOptions options;
      options.active_space.frozen_core = frozen_core;
      const auto plan = plan_run(entry, options);
      ASSERT_TRUE(plan) << plan.error().to_string();
      const auto scf = run_scf(*entry.molecule, plan->basis);
      const auto hamiltonian = build_molecular_hamiltonian(*entry.molecule, *scf, options.active_space);
      ASSERT_TRUE(hamiltonian) << hamiltonian.error().to_string();
      EXPECT_EQ(plan->num_orbitals, hamiltonian->num_orbitals);
      EXPECT_EQ(plan->num_alpha, hamiltonian->num_alpha);
      EXPECT_EQ(plan->num_beta, hamiltonian->num_beta);
    }
  }
}

TEST(PlanRun, AnActiveSpaceThatDoesNotFitIsRefused) {
  SimulationOptions options;
  for (const ActiveSpace space :
       {ActiveSpace{3, 2}, ActiveSpace{6, 4}, ActiveSpace{2, 6}, ActiveSpace{4, 1}}) {
    options.active_space.active_space = space;
    const auto plan = plan_run(lih(), options);
    ASSERT_FALSE(plan) << space.electrons << ' ' << space.orbitals;
    EXPECT_THAT(plan.error().message, HasSubstr("expected"));
  }
  options.active_space.active_space = ActiveSpace{2, 5};
  EXPECT_EQ(plan_run(lih(), options)->plan.num_qubits, 10);
}

TEST(PlanRun, MoreMemoryThanThereIsIsRefusedWithTheFigure) {
  const MoleculeEntry chain = entry_of(std::vector<std::string>(26, "H"), 1.0);
  for (const AnsatzKind ansatz : {AnsatzKind::kUccsd, AnsatzKind::kRealAmplitudes}) {
    const auto plan = plan_run(chain, hardware_efficient(ansatz));
    ASSERT_FALSE(plan);
    EXPECT_EQ(plan.error().kind, ErrorKind::kResourceLimit);
    EXPECT_THAT(plan.error().message, HasSubstr("52 qubits"));
    EXPECT_THAT(plan.error().message, HasSubstr("GiB"));
  }
}

TEST(PlanRun, MoreQubitsThanMasksHoldAreNotCalledAMatterOfMemory) {
  MoleculeEntry helium = entry_of({"He"}, 0.0);
  helium.molecule->basis = "aug-cc-pvqz";
  for (const AnsatzKind ansatz : kAnsatzKinds) {
    const auto plan = plan_run(helium, hardware_efficient(ansatz));
    ASSERT_FALSE(plan);
    EXPECT_EQ(plan.error().kind, ErrorKind::kUnsupported);
    EXPECT_THAT(plan.error().message, HasSubstr("found 92 for 46 orbitals"));
    EXPECT_THAT(plan.error().message, HasSubstr(ansatz == AnsatzKind::kUccsd ? "at most 62" : "at most 64"));
    EXPECT_THAT(plan.error().message, Not(HasSubstr("GiB")));
  }
}

TEST(PlanRun, UccsdGoesUpToThirtyOneOrbitals) {
  const MoleculeEntry cation = entry_of({"He"}, 0.0, 1, 2);
  SimulationOptions options;
  options.basis = "cc-pvqz";  // 30 orbitals
  EXPECT_EQ(plan_run(cation, options)->num_orbitals, 30);
  EXPECT_THAT(plan_run(entry_of(std::vector<std::string>(32, "H"), 1.0), options).error().message,
              HasSubstr("at most 62 qubits"));
}

TEST(PlanRun, MoreRepetitionsThanMemoryHoldsAreRefusedUnbuilt) {
  for (const AnsatzKind ansatz : kAnsatzKinds) {
    if (ansatz == AnsatzKind::kUccsd) continue;
    SimulationOptions options = hardware_efficient(ansatz);
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
    EXPECT_EQ(uccsd->plan.num_parameters,
              UccsdAnsatz(uccsd->num_orbitals, uccsd->num_alpha, uccsd->num_beta).num_parameters());
    for (const AnsatzKind ansatz : kAnsatzKinds) {
      if (ansatz == AnsatzKind::kUccsd) continue;
      SimulationOptions options = hardware_efficient(ansatz);
      options.ansatz_reps = 3;
      const auto plan = plan_run(entry, options);
      EXPECT_EQ(plan->plan.num_parameters,
                hardware_efficient_circuit(ansatz, plan->plan.num_qubits, 3, plan->num_alpha, plan->num_beta)
                    .num_parameters());
    }
  }
}

TEST(PlanRun, UnpairedElectronsBelongToTheActiveSpace) {
  SimulationOptions options;
  options.active_space.active_space = ActiveSpace{1, 1};
  EXPECT_THAT(plan_run(entry_of({"N"}, 0.0, 0, 4), options).error().message,
              HasSubstr("at least 3 electrons in the active space"));
}

TEST(ParseActiveSpace, TakesTwoPositiveNumbers) {
  EXPECT_EQ(parse_active_space("8,6")->orbitals, 6);
  for (const char* text : {"", "8", "8,", ",6", "8,6,1", "-2,2", "a,b"})
    EXPECT_FALSE(parse_active_space(text)) << text;
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
    EXPECT_NEAR(run.hf_total_energy, other.hf_total_energy, 1e-10) << run.record.symbols[0];
    EXPECT_NEAR(run.total_energy, other.total_energy, 1e-8) << run.record.symbols[0];
    EXPECT_EQ(run.num_evaluations, other.num_evaluations) << run.record.symbols[0];
  }
}

TEST(Simulate, HardwareEfficientAnsaetzeLeaveHartreeFockByTheirDefaults) {
  for (const AnsatzKind ansatz :
       {AnsatzKind::kEfficientSu2, AnsatzKind::kRealAmplitudes, AnsatzKind::kExcitationPreserving}) {
    SimulationOptions options = hardware_efficient(ansatz);
    options.restarts = options.vqe.optimizer_options.max_iterations = 0;
    const SimulatedRun run = simulate_one(h2(), options, 2);
    EXPECT_NEAR(run.total_energy, kH2Fci, 1.6e-3) << name_of(ansatz);
    EXPECT_EQ(run.diagnostics.restart_energies.size(), 16U) << name_of(ansatz);
  }
}

TEST(Simulate, AnEnergyAtHartreeFockIsFlagged) {
  SimulationOptions options = hardware_efficient(AnsatzKind::kEfficientSu2);
  options.vqe.optimizer_options.max_iterations = 1000;
  const SimulatedRun run = simulate_one(h2(), options);
  EXPECT_NEAR(run.total_energy, run.hf_total_energy, 1e-5);
  EXPECT_THAT(*run.diagnostics.quality_flags, testing::Contains("at_hartree_fock"));
  EXPECT_FALSE(simulate_one(h2(), {}).diagnostics.quality_flags);
}

TEST(Simulate, TheRecordSaysHowOrbitalsAndMinimumWereFound) {
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
TEST(Simulate, TheDensityOfTheFinalStateIsNearlyThatOfFci) {
  const Diagnostics lithium = simulate_one(lih(), {}).diagnostics;
  EXPECT_NEAR((*lithium.dipole_moment)[2], -1.8177215730, 3e-4);
  EXPECT_THAT(*lithium.natural_occupations,
              testing::Pointwise(testing::DoubleNear(1e-4),
                                 {1.9999111, 1.95462667, 0.04235334, 0.00152473, 0.00152473, 0.00005944}));
  SimulationOptions frozen;
  frozen.active_space.frozen_core = true;  // two electrons: UCCSD is FCI
  const Diagnostics valence = simulate_one(lih(), frozen).diagnostics;
  EXPECT_NEAR((*valence.dipole_moment)[0], 0.0, 1e-9);
  EXPECT_NEAR((*valence.dipole_moment)[2], -1.8183503221, 1e-5);
  EXPECT_THAT(*valence.natural_occupations,
              testing::Pointwise(testing::DoubleNear(1e-6),
                                 {1.95469446, 0.04228336, 0.00149456, 0.00149456, 0.00003305}));
}

TEST(Simulate, AStateVectorHasTheSameDensity) {
  const Diagnostics sector = simulate_one(h2(), {}).diagnostics;
  SimulationOptions options = hardware_efficient(AnsatzKind::kExcitationPreserving);
  options.restarts = options.vqe.optimizer_options.max_iterations = 0;
  const Diagnostics state = simulate_one(h2(), options).diagnostics;
  ASSERT_TRUE(*state.in_sector);
  for (size_t k = 0; k < 2; ++k)
    EXPECT_NEAR((*state.natural_occupations)[k], (*sector.natural_occupations)[k], 1e-4);
}

TEST(Simulate, AStateOutsideOfItsSectorHasNoDipoleMoment) {
  const SimulatedRun run = simulate_one(heh(), hardware_efficient(AnsatzKind::kRealAmplitudes));
  EXPECT_EQ(run.diagnostics.dipole_moment.has_value(), run.in_sector);
  EXPECT_EQ(run.diagnostics.natural_occupations.has_value(), run.in_sector);
}

}  // namespace
}  // namespace eigenlake
