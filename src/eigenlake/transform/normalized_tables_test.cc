// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/base/assert.h"
#include "eigenlake/tables/table_definition.h"
#include "eigenlake/tables/table_names.h"
#include "eigenlake/transform/feature_tables.h"
#include "eigenlake/transform/total_energies.h"
#include "eigenlake/transform/transform_test_data.h"

namespace eigenlake {
namespace {

const BatchStamp kStamp{.batch_id = "01234567-89ab-4cde-8f01-23456789abcd",
                        .processing_name = "quantum_base_processing",
                        .timestamp_us = 1'736'510'400'000'001};  // 2025-01-10T12:00:00.000001Z

/// Two iterations of two parameters with equal values: ids come from positions.
Experiment small_experiment(char digit) {
  RunRecord record;
  record.backend = "eigenlake_exact";
  record.basis_set = "sto3g";
  record.optimizer = "SLSQP";
  record.num_qubits = 4;
  record.symbols = {"H", "H"};
  record.coords = {{0.0, 0.0, 0.0}, {0.0, 0.0, 0.74}};
  record.units = "angstrom";
  record.hamiltonian = {{"IIII", -0.8, 0.0}, {"XXYY", 0.1, 0.5}};
  record.num_parameters = 2;
  record.initial_parameters = {0.5, 0.5};
  record.optimal_parameters = {0.25, 0.5};
  record.iteration_list.resize(2);
  record.iteration_list[0] = {1, -1.0, 0.0, {}, {}, {}, 0, 2};
  record.iteration_list[1] = {2, -1.5, 0.0, -0.5, {}, {}, 2, 4};
  record.iteration_parameters = {0.5, 0.5, 0.25, 0.5};
  record.minimum = -1.5;
  record.hamiltonian_time = 1.0;
  record.mapping_time = 2.0;
  record.vqe_time = 4.0;
  return {std::string(64, digit), record, {}};
}

std::vector<std::string> texts(const arrow::RecordBatch& rows, const std::string& column) {
  std::vector<std::string> values;
  const auto array = rows.GetColumnByName(column);
  for (int64_t row = 0; row < array->length(); ++row)
    values.push_back(array->GetScalar(row).ValueOrDie()->ToString());
  return values;
}

TEST(NormalizedTables, HaveTheColumnsOfTheirDefinitionInOrder) {
  const std::vector experiments = {small_experiment('a'), small_experiment('b')};
  for (const auto table : kNormalizedTables) {
    const auto rows = normalized_rows(table, experiments, kStamp);
    EXPECT_TRUE(rows->ValidateFull().ok()) << table;
    const auto& columns = table_definition(table).columns;
    ASSERT_EQ(rows->num_columns(), static_cast<int>(columns.size()));
    for (size_t i = 0; i < columns.size(); ++i)
      EXPECT_EQ(rows->column_name(static_cast<int>(i)), columns[i].name);
    EXPECT_EQ(rows->num_rows(), 2 * count_normalized_rows(table, experiments[0].record)) << table;
  }
}

TEST(NormalizedTables, NoExperimentsGiveNoRows) {
  for (const auto table : kNormalizedTables) EXPECT_EQ(normalized_rows(table, {}, kStamp)->num_rows(), 0);
}

TEST(NormalizedTables, EqualParameterValuesKeepTheirRowsAndIds) {
  const std::vector experiments = {small_experiment('a')};
  const auto rows = normalized_rows("iteration_parameters", experiments, kStamp);
  const std::string id(64, 'a');
  EXPECT_THAT(texts(*rows, "parameter_id"), testing::ElementsAre(id + "_iter_1_p0", id + "_iter_1_p1",
                                                                 id + "_iter_2_p0", id + "_iter_2_p1"));
  EXPECT_THAT(texts(*rows, "parameter_value"), testing::ElementsAre("0.5", "0.5", "0.25", "0.5"));
  EXPECT_THAT(texts(*rows, "iteration_step"), testing::ElementsAre("1", "1", "2", "2"));
  EXPECT_THAT(texts(*rows, "parameter_index"), testing::ElementsAre("0", "1", "0", "1"));
}

TEST(NormalizedTables, GrownAnsatzHasTheParametersOfEachIteration) {
  std::vector experiments = {small_experiment('a')};
  RunRecord& record = experiments[0].record;
  record.num_parameters = 1;
  record.initial_parameters = {0.5};
  record.iteration_list[0].parameters_end = 1;
  record.iteration_list[1].parameters_begin = 1;
  record.iteration_list[1].parameters_end = 3;
  record.iteration_parameters = {0.5, 0.25, 0.125};
  const auto rows = normalized_rows("iteration_parameters", experiments, kStamp);
  EXPECT_EQ(rows->num_rows(), count_normalized_rows("iteration_parameters", record));
  EXPECT_THAT(texts(*rows, "iteration_step"), testing::ElementsAre("1", "2", "2"));
  EXPECT_THAT(texts(*rows, "parameter_index"), testing::ElementsAre("0", "0", "1"));
  EXPECT_THAT(texts(*rows, "parameter_value"), testing::ElementsAre("0.5", "0.25", "0.125"));
}

TEST(NormalizedTables, RowsGoByExperimentThenIterationThenIndex) {
  const std::vector experiments = {small_experiment('b'), small_experiment('a')};
  const auto rows = normalized_rows("hamiltonian_terms", experiments, kStamp);
  EXPECT_THAT(texts(*rows, "term_id"),
              testing::ElementsAre(std::string(64, 'b') + "_term_0", std::string(64, 'b') + "_term_1",
                                   std::string(64, 'a') + "_term_0", std::string(64, 'a') + "_term_1"));
}

TEST(NormalizedTables, AbsentNamesHaveTheirDefaults) {
  std::vector experiments = {small_experiment('a')};
  experiments[0].record.init_strategy.reset();
  const auto rows = normalized_rows("ansatz_info", experiments, kStamp);
  EXPECT_NE(texts(*rows, "ansatz_name")[0].find("EfficientSU2"), std::string::npos);
  EXPECT_NE(texts(*rows, "init_strategy")[0].find("random"), std::string::npos);
}

TEST(NormalizedTables, ComputedTotalTimeIsTheSumOfTheThreePhases) {
  const std::vector experiments = {small_experiment('a')};
  const auto rows = normalized_rows("performance_metrics", experiments, kStamp);
  EXPECT_THAT(texts(*rows, "computed_total_time"), testing::ElementsAre("7"));
}

TEST(NormalizedTables, DiagnosticsBecomeTheOptionalColumnsOfVqeResults) {
  std::vector experiments = {small_experiment('a'), small_experiment('b'), small_experiment('c')};
  experiments[0].record.diagnostics =
      R"({"fci_total_energy": -1.25, "in_sector": true, "quality_flags": ["low"], "other": 1})";
  experiments[1].record.diagnostics = "not json";
  const auto rows = normalized_rows("vqe_results", experiments, kStamp);
  EXPECT_THAT(texts(*rows, "fci_total_energy"), testing::ElementsAre("-1.25", "null", "null"));
  EXPECT_THAT(texts(*rows, "in_sector"), testing::ElementsAre("true", "null", "null"));
  EXPECT_TRUE(rows->GetColumnByName("engine")->IsNull(0));
  const auto flags = texts(*rows, "quality_flags");
  EXPECT_NE(flags[1].find("diagnostics_unreadable"), std::string::npos);
  EXPECT_NE(flags[2].find("unchecked_minimum"), std::string::npos);
}

TEST(NormalizedTables, RequestedSettingsHaveColumns) {
  std::vector experiments = {small_experiment('a'), small_experiment('b')};
  experiments[0].record.run_options =
      R"({"engine_version": "0.2", "identity": {"active_space": {"electrons": 4, "orbitals": 3},
          "frozen_core": false, "jitter": 0.5, "max_evaluations": null, "max_iterations": 7, "penalty": 2,
          "restarts": 3, "scf": "rohf", "threshold": 1e-8}, "name": "wet", "labels": {"a": "b"}})";
  for (auto& experiment : experiments) experiment.settings = parse_run_settings(experiment.record).value();
  const auto rows = normalized_rows("vqe_results", experiments, kStamp);
  const auto expect = [&](const char* column, const char* value) {
    EXPECT_THAT(texts(*rows, column)[0], testing::HasSubstr(value)) << column;
    EXPECT_TRUE(rows->GetColumnByName(column)->IsNull(1)) << column;
  };
  expect("engine_version", "0.2");
  expect("active_electrons", "4");
  expect("active_orbitals", "3");
  expect("frozen_core", "false");
  expect("jitter", "0.5");
  expect("max_evaluations", "null");
  expect("max_iterations", "7");
  expect("penalty", "2");
  expect("restarts", "3");
  expect("scf_method", "rohf");
  expect("threshold", "1e-8");
  expect("run_options", R"("engine_version": "0.2")");
  const auto molecules = normalized_rows("molecules", experiments, kStamp);
  EXPECT_THAT(texts(*molecules, "name")[0], testing::HasSubstr("wet"));
  EXPECT_TRUE(molecules->GetColumnByName("name")->IsNull(1));
  EXPECT_THAT(texts(*molecules, "formula")[1], testing::HasSubstr("H2"));
}

TEST(NormalizedTables, TotalEnergiesFollowFromTheMinimum) {
  std::vector experiments = {small_experiment('a'), small_experiment('b'), small_experiment('c')};
  for (auto& experiment : experiments) experiment.record.nuclear_repulsion_energy = 0.5;
  experiments[0].record.diagnostics = R"({"fci_total_energy": -1.001, "in_sector": true})";
  experiments[1].record.diagnostics = R"({"fci_total_energy": -1.002, "in_sector": true})";
  const auto rows = normalized_rows("vqe_results", experiments, kStamp);
  EXPECT_THAT(texts(*rows, "total_energy"), testing::ElementsAre("-1", "-1", "-1"));
  EXPECT_THAT(texts(*rows, "chemical_accuracy"), testing::ElementsAre("true", "false", "null"));
  EXPECT_TRUE(rows->GetColumnByName("energy_error_millihartree")->IsNull(2));
}

TEST(TotalEnergies, StateOutsideItsSectorIsNotAccurate) {
  const auto of = [](std::optional<bool> in_sector, double fci) {
    return total_energies(-1.5, 0.5, fci, in_sector).chemical_accuracy;
  };
  EXPECT_EQ(of(true, -1.0), true);
  EXPECT_EQ(of(false, -1.0), false);
  EXPECT_EQ(of(std::nullopt, -1.0), std::nullopt);
  EXPECT_EQ(of(std::nullopt, -1.1), false);
  EXPECT_FALSE(total_energies(-1.5, std::nullopt, -1.0, true).total_energy);
}

TEST(NormalizedTables, ProcessingDateIsTheUtcDateOfTheTimestamp) {
  EXPECT_EQ(kStamp.date_days(), 20'098);  // python: (date(2025, 1, 10) - date(1970, 1, 1)).days
  const BatchStamp before{.batch_id = "", .processing_name = "", .timestamp_us = -1};
  EXPECT_EQ(before.date_days(), -1);
}

TEST(CheckRecord, RejectsARepeatedIterationNumber) {
  auto record = small_experiment('a').record;
  EXPECT_TRUE(check_record(record));
  record.iteration_list[1].iteration = 1;
  const auto refused = check_record(record);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::kCorrupt);
}

TEST(CheckRecord, RejectsLabelsTooLongForAFolder) {
  auto record = small_experiment('a').record;
  record.backend = std::string(255 - std::string_view("backend=").size(), 'x');
  EXPECT_TRUE(check_record(record));
  record.backend += 'x';
  EXPECT_FALSE(check_record(record));
  record.backend = std::string(90, '/');  // Three bytes each in a path.
  EXPECT_FALSE(check_record(record));
}

TEST(FeatureTables, HaveTheColumnsOfTheirDefinitionInOrder) {
  const std::vector runs = {run_of(small_experiment('a')), run_of(small_experiment('b'))};
  const auto rows = feature_rows(runs, FeatureSettings{}, kStamp);
  ASSERT_TRUE(rows.iteration_features->ValidateFull().ok());
  ASSERT_TRUE(rows.run_summary->ValidateFull().ok());
  EXPECT_EQ(rows.iteration_features->num_rows(), 4);
  EXPECT_EQ(rows.run_summary->num_rows(), 2);
  EXPECT_THAT(texts(*rows.iteration_features, "relative_iteration"),
              testing::ElementsAre("0.5", "1", "0.5", "1"));
  EXPECT_THAT(texts(*rows.run_summary, "max_energy"), testing::ElementsAre("-1", "-1"));
}

}  // namespace
}  // namespace eigenlake
