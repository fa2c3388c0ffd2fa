// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/record/run_record_builder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/json/json.h"
#include "eigenlake/record/experiment_id.h"
#include "eigenlake/record/record_encoder.h"
#include "eigenlake/record/record_reader.h"

namespace eigenlake {
namespace {

using testing::ElementsAre;

RunPlan sample_plan() {
  RunPlan plan;
  plan.molecule.symbols = {"H", "H"};
  plan.molecule.coords = {{0, 0, 0}, {0, 0, 0.7414}};
  plan.spec.basis = "STO-3G";
  plan.molecule_id = 2;
  plan.num_qubits = 4;
  plan.num_parameters = 2;
  return plan;
}

PauliSum sample_hamiltonian() {
  PauliSum sum(4);
  sum.add({0, 0}, -0.8);
  sum.add({0b0011, 0b0001}, 0.25);
  return sum;
}

VqeResult sample_result() {
  VqeResult vqe;
  vqe.iterations = {{1, -1.7, 0.0, {}, {}, -1.7, 2}, {2, -1.85, 0.0, -0.15, 0.5, -1.85, 2}};
  vqe.iteration_parameters = {0.0, 0.1, 0.2, 0.3};
  vqe.minimum = -1.85;
  vqe.optimal_parameters = {0.2, 0.3};
  vqe.initial_parameters = {0.0, 0.1};
  vqe.num_evaluations = 2;
  vqe.num_iterations = 1;
  vqe.success = true;
  vqe.restart_minima = {-1.85};
  return vqe;
}

TEST(PlanRecord, HasTheIdOfTheFinishedRecord) {
  const RunPlan plan = sample_plan();
  const VqeResult vqe = sample_result();
  const PauliSum hamiltonian = sample_hamiltonian();
  const RunRecord record = build_run_record(plan, {.hamiltonian = hamiltonian,
                                                   .vqe = vqe,
                                                   .ansatz_text = "text",
                                                   .nuclear_repulsion_energy = 0.7,
                                                   .properties = {},
                                                   .times = {},
                                                   .diagnostics = {},
                                                   .performance_start = {},
                                                   .performance_end = {}});
  EXPECT_EQ(experiment_id(plan_record(plan)).value(), experiment_id(record).value());
}

TEST(PlanRecord, SpellsTheBasisCanonicallyAndResolvesScf) {
  RunPlan plan = sample_plan();
  const std::string id = experiment_id(plan_record(plan)).value();
  EXPECT_EQ(plan_record(plan).basis_set, "sto3g");
  plan.spec.basis = "sto3g";
  plan.spec.scf = ScfMethod::kRhf;
  plan.molecule_id = 5;
  EXPECT_EQ(experiment_id(plan_record(plan)).value(), id);
}

TEST(PlanRecord, EveryOptionChangesTheId) {
  std::vector<RunPlan> plans(13, sample_plan());
  plans[1].spec.vqe.optimizer_options.max_iterations = 5;
  plans[2].spec.vqe.optimizer_options.threshold = 1e-8;
  plans[3].spec.vqe.optimizer_options.gradient_threshold = 1e-8;
  plans[4].spec.vqe.max_evaluations = 10;
  plans[5].spec.active_space.frozen_core = true;
  plans[6].spec.active_space.active_space = ActiveSpace{2, 2};
  plans[7].spec.penalty = 1.0;
  plans[8].spec.restarts = 3;
  plans[9].spec.jitter = 0.01;
  plans[10].spec.scf = ScfMethod::kRohf;
  plans[11].spec.seed = 1;
  plans[12].spec.mapping = "parity";
  std::set<std::string> ids;
  for (const RunPlan& plan : plans) ids.insert(experiment_id(plan_record(plan)).value());
  EXPECT_EQ(ids.size(), plans.size());
}

TEST(PlanRecord, ExperimentWithoutLeaderHasNoKeyFollow) {
  RunPlan plan = sample_plan();
  const Json alone = Json::parse(run_options_json(plan));
  EXPECT_FALSE(alone["identity"].contains("follow"));
  const std::string id = experiment_id(plan_record(plan)).value();
  plan.spec.follow = id;
  const Json following = Json::parse(run_options_json(plan));
  EXPECT_EQ(following["identity"]["follow"], id);
  EXPECT_NE(experiment_id(plan_record(plan)).value(), id);
}

TEST(BuildRunRecord, FillsEveryFieldOfTheWire) {
  const RunPlan plan = sample_plan();
  VqeResult vqe = sample_result();
  vqe.lowest_curvature = 0.5;
  vqe.curvature_evaluations = 4;
  vqe.saddles_escaped = 1;
  const PauliSum hamiltonian = sample_hamiltonian();
  RunOutcome outcome{.hamiltonian = hamiltonian,
                     .vqe = vqe,
                     .ansatz_text = "OPENQASM 3.0;",
                     .nuclear_repulsion_energy = 0.7,
                     .properties = {2.0, 0.0, 0.0, 1e-12},
                     .times = {0.5, 0.25, 0.125, 0.0625},
                     .diagnostics = {},
                     .performance_start = "{}",
                     .performance_end = {}};
  outcome.diagnostics.engine = "sector";
  outcome.diagnostics.scf = {
      .method = "rhf", .guess = "core", .stability = "stable", .orbital_order = "aufbau"};
  const RunRecord record = build_run_record(plan, outcome);
  EXPECT_EQ(record.backend, "eigenlake_exact");
  EXPECT_EQ(record.noise_backend, "undef");
  EXPECT_EQ(record.hamiltonian[1].label, "IIXY");
  EXPECT_EQ(record.hamiltonian[1].real, 0.25);
  EXPECT_EQ(record.ansatz_name, "UCCSD");
  EXPECT_EQ(record.optimizer, "L-BFGS-B");
  EXPECT_EQ(record.init_strategy, "mp2");
  EXPECT_EQ(record.iteration_list[1].parameters_begin, 2U);
  EXPECT_EQ(record.iteration_list[1].energy_delta, -0.15);
  EXPECT_EQ(record.total_time, 0.875);
  EXPECT_EQ(record.nfev, 2);
  const Diagnostics diagnostics = parse_diagnostics(*record.diagnostics).value();
  EXPECT_EQ(diagnostics.in_sector, true);
  EXPECT_EQ(diagnostics.stop_reason, "converged");
  EXPECT_EQ(diagnostics.engine, "sector");
  EXPECT_FALSE(diagnostics.quality_flags);
  EXPECT_THAT(diagnostics.restart_energies, ElementsAre(-1.85));
  EXPECT_EQ(diagnostics.lowest_curvature, 0.5);
  EXPECT_EQ(diagnostics.curvature_evaluations, 4);
  EXPECT_EQ(diagnostics.saddles_escaped, 1);
  EXPECT_EQ(diagnostics.scf->guess, "core");
  EXPECT_EQ(parse_json(*record.run_options).value()["identity"]["search"], 2);
  EXPECT_TRUE(read_records(write_records_avro({&record, 1}).value()).has_value());
}

TEST(BuildRunRecord, FlagsWrongResultsThatLookGood) {
  VqeResult vqe = sample_result();
  vqe.success = false;
  vqe.stop_reason = StopReason::kMaxIterations;
  const PauliSum hamiltonian = sample_hamiltonian();
  RunOutcome outcome{.hamiltonian = hamiltonian,
                     .vqe = vqe,
                     .ansatz_text = "",
                     .nuclear_repulsion_energy = 0.7,
                     .properties = {1.5, 0.0, 0.0, 0.5},
                     .times = {},
                     .diagnostics = {},
                     .performance_start = {},
                     .performance_end = {}};
  outcome.diagnostics.fci_total_energy = -1.0;
  outcome.diagnostics.scf = {.method = "rhf",
                             .guess = "core",
                             .stability = "unstable",
                             .level_shift = 0.3,
                             .orbital_order = "aufbau"};
  const Diagnostics diagnostics =
      parse_diagnostics(*build_run_record(sample_plan(), outcome).diagnostics).value();
  EXPECT_EQ(diagnostics.in_sector, false);
  EXPECT_THAT(*diagnostics.quality_flags,
              ElementsAre("outside_sector", "not_converged", "below_fci", "scf_unstable", "scf_level_shifted",
                          "unchecked_minimum"));
}

TEST(Diagnostics, KeyOfWrongTypeIsNamed) {
  EXPECT_EQ(parse_diagnostics(R"({"engine": 5})").error().message,
            "engine in the record's diagnostics has the wrong type: 5");
  EXPECT_EQ(parse_diagnostics(R"({"engine": null, "other": 1})").value().engine, std::nullopt);
  EXPECT_EQ(parse_diagnostics(R"({"scf": {"guess": 3}})").error().message,
            "scf in the record's diagnostics has the wrong type: {\"guess\":3}");
  EXPECT_FALSE(parse_diagnostics("[]").has_value());
  EXPECT_FALSE(parse_diagnostics("{").has_value());
}

}  // namespace
}  // namespace eigenlake
