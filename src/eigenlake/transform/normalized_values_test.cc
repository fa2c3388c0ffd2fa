// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/tables/table_definition.h"
#include "eigenlake/tables/table_names.h"
#include "eigenlake/transform/transform_test_data.h"

// Every cell of the nine normalized tables for a full record and for a minimal one, column by column as the
// tables are described.

namespace eigenlake {
namespace {

using ::testing::ElementsAre;

const std::string kFull(64, 'a');
const std::string kBare(64, 'b');

class NormalizedValues : public ::testing::Test {
 protected:
  /// Adds the common columns to a table's own, and compares them with its rows.
  void expect_rows(std::string_view table, Cells expected, size_t full_rows, size_t bare_rows) {
    const auto repeat = [&](const char* column, const std::string& full, const std::string& bare) {
      auto& values = expected[column];
      values.assign(full_rows, full);
      values.insert(values.end(), bare_rows, bare);
    };
    repeat("experiment_id", kFull, kBare);
    repeat("molecule_id", "5", "0");
    repeat("processing_timestamp", "1736510400000001", "1736510400000001");
    repeat("processing_date", "20098", "20098");
    repeat("processing_batch_id", kTestStamp.batch_id, kTestStamp.batch_id);
    repeat("processing_name", "quantum_base_processing", "quantum_base_processing");
    const auto& definition = table_definition(table);
    if (table != "molecules") repeat("basis_set", "6-31g", "sto3g");
    if (definition.find_column("backend") != nullptr) repeat("backend", "eigenlake_exact", "other");
    if (definition.find_column("num_qubits") != nullptr) repeat("num_qubits", "4", "2");
    const auto found = cells(*normalized_rows(table, experiments_, kTestStamp));
    for (const auto& column : definition.columns) {
      ASSERT_TRUE(expected.contains(column.name)) << "nothing is said of " << column.name;
      EXPECT_EQ(found.at(column.name), expected.at(column.name)) << table << "." << column.name;
    }
    EXPECT_EQ(expected.size(), definition.columns.size()) << table;
    EXPECT_EQ(count_normalized_rows(table, experiments_[0].record), static_cast<int64_t>(full_rows));
    EXPECT_EQ(count_normalized_rows(table, experiments_[1].record), static_cast<int64_t>(bare_rows));
  }

  std::vector<Experiment> experiments_ = {full_experiment(), bare_experiment()};
};

TEST_F(NormalizedValues, Molecules) {
  expect_rows("molecules",
              {{"atom_symbols", {"[O, H, H]", "[H]"}},
               {"molecule_name", {"OHH", "H"}},
               {"coordinates", {"[[0, 0, 0], [0, 0.75, 0.5], [0, -0.75, 0.5]]", "[[0, 0, 0]]"}},
               {"multiplicity", {"3", "1"}},
               {"charge", {"-1", "0"}},
               {"coordinate_units", {"angstrom", "bohr"}},
               {"atomic_masses", {"[15.5, 1, 1]", "null"}},
               {"name", {"water", "null"}},
               {"formula", {"H2O", "H"}}},
              1, 1);
}

TEST_F(NormalizedValues, AnsatzInfo) {
  expect_rows("ansatz_info",
              {{"ansatz", {"OPENQASM 3.0;\n", ""}},
               {"ansatz_reps", {"3", "0"}},
               {"ansatz_name", {"UCCSD", "EfficientSU2"}},
               {"init_strategy", {"hf", "random"}}},
              1, 1);
}

TEST_F(NormalizedValues, PerformanceMetrics) {
  expect_rows("performance_metrics",
              {{"hamiltonian_time", {"1", "0"}},
               {"mapping_time", {"2", "0"}},
               {"vqe_time", {"4", "0"}},
               {"total_time", {"16", "0"}},
               {"minimization_time", {"2.5", "0"}},
               {"computed_total_time", {"7", "0"}},
               {"performance_start", {R"({"cpu": 1})", "null"}},
               {"performance_end", {R"({"cpu": 2})", "null"}}},
              1, 1);
}

TEST_F(NormalizedValues, VqeResults) {
  expect_rows("vqe_results",
              {{"optimizer", {"L-BFGS-B", "COBYLA"}},
               {"noise_backend", {"undef", ""}},
               {"default_shots", {"1024", "null"}},
               {"ansatz_reps", {"3", "0"}},
               {"ansatz_name", {"UCCSD", "EfficientSU2"}},
               {"init_strategy", {"hf", "random"}},
               {"seed", {"-7", "null"}},
               {"minimum_energy", {"-1.5", "0.5"}},
               {"maxcv", {"0.03125", "null"}},
               {"nuclear_repulsion_energy", {"0.75", "null"}},
               {"success", {"true", "null"}},
               {"nfev", {"33", "null"}},
               {"nit", {"22", "null"}},
               {"total_iterations", {"3", "1"}},
               {"hf_total_energy", {"-0.5", "null"}},
               {"mp2_total_energy", {"-0.625", "null"}},
               {"fci_total_energy", {"-0.7509765625", "null"}},
               {"num_particles_mean", {"10", "null"}},
               {"sz_mean", {"1", "null"}},
               {"s_squared_mean", {"2", "null"}},
               {"sector_leakage", {"0", "null"}},
               {"in_sector", {"true", "null"}},
               {"stop_reason", {"converged", "null"}},
               {"engine", {"sector", "null"}},
               {"quality_flags", {"[scf_unstable]", "[unchecked_minimum]"}},
               {"exact_estimator", {"true", "false"}},
               {"total_energy", {"-0.75", "null"}},
               {"energy_error_millihartree", {"0.9765625", "null"}},
               {"chemical_accuracy", {"true", "null"}},
               {"run_options", {*full_experiment().record.run_options, "null"}},
               {"engine_version", {"0.2", "null"}},
               {"frozen_core", {"true", "null"}},
               {"active_electrons", {"6", "null"}},
               {"active_orbitals", {"5", "null"}},
               {"scf_method", {"rohf", "null"}},
               {"mapping", {"jordan_wigner", "null"}},
               {"max_iterations", {"60", "null"}},
               {"max_evaluations", {"70", "null"}},
               {"threshold", {"0.25", "null"}},
               {"restarts", {"8", "null"}},
               {"penalty", {"2", "null"}},
               {"jitter", {"0.5", "null"}}},
              1, 1);
}

TEST_F(NormalizedValues, InitialAndOptimalParameters) {
  expect_rows("initial_parameters",
              {{"initial_parameter_value", {"0.5", "0.5"}},
               {"parameter_index", {"0", "1"}},
               {"parameter_id", {kFull + "_init_0", kFull + "_init_1"}}},
              2, 0);
  expect_rows("optimal_parameters",
              {{"optimal_parameter_value", {"0.25", "0.5"}},
               {"parameter_index", {"0", "1"}},
               {"parameter_id", {kFull + "_opt_0", kFull + "_opt_1"}}},
              2, 0);
}

TEST_F(NormalizedValues, VqeIterations) {
  expect_rows(
      "vqe_iterations",
      {{"iteration_step", {"1", "2", "3", "1"}},
       {"iteration_energy", {"-1", "-1.5", "-1.25", "0.5"}},
       {"energy_std_dev", {"0.25", "0", "0", "0"}},
       {"energy_delta", {"null", "-0.5", "0.25", "null"}},
       {"parameter_delta_norm", {"null", "0.125", "0.0625", "null"}},
       {"cumulative_min_energy", {"-1", "-1.5", "-1.5", "null"}},
       {"iteration_id", {kFull + "_iter_1", kFull + "_iter_2", kFull + "_iter_3", kBare + "_iter_1"}}},
      3, 1);
}

TEST_F(NormalizedValues, IterationParameters) {
  std::vector<std::string> iteration_ids, parameter_ids;
  for (const char* step : {"1", "2", "3"}) {
    for (const char* index : {"0", "1"}) {
      iteration_ids.push_back(kFull + "_iter_" + step);
      parameter_ids.push_back(kFull + "_iter_" + step + "_p" + index);
    }
  }
  expect_rows("iteration_parameters",
              {{"iteration_step", {"1", "1", "2", "2", "3", "3"}},
               {"parameter_index", {"0", "1", "0", "1", "0", "1"}},
               {"parameter_value", {"0.5", "0.5", "0.25", "0.5", "0.125", "0.0625"}},
               {"iteration_id", iteration_ids},
               {"parameter_id", parameter_ids}},
              6, 0);
}

TEST_F(NormalizedValues, HamiltonianTerms) {
  expect_rows("hamiltonian_terms",
              {{"term_label", {"IIII", "XXYY", "ZIII", "ZZ"}},
               {"coeff_real", {"-0.75", "0.125", "-0", "1"}},
               {"coeff_imag", {"0", "0.5", "-2", "0"}},
               {"term_index", {"0", "1", "2", "0"}},
               {"term_id", {kFull + "_term_0", kFull + "_term_1", kFull + "_term_2", kBare + "_term_0"}}},
              3, 1);
}

/// Evaluations may come in any order: their numbers are their keys.
TEST_F(NormalizedValues, IdsOfIterationsComeFromTheirNumbers) {
  auto& iterations = experiments_[0].record.iteration_list;
  std::swap(iterations[0], iterations[2]);
  iterations[1].iteration = 2'147'483'647;
  EXPECT_THAT(iteration_ids(experiments_), ElementsAre(kFull + "_iter_3", kFull + "_iter_2147483647",
                                                       kFull + "_iter_1", kBare + "_iter_1"));
  const auto found = cells(*normalized_rows("iteration_parameters", experiments_, kTestStamp));
  EXPECT_THAT(found.at("parameter_value"), ElementsAre("0.125", "0.0625", "0.25", "0.5", "0.5", "0.5"));
  EXPECT_THAT(found.at("iteration_step"), ElementsAre("3", "3", "2147483647", "2147483647", "1", "1"));
  EXPECT_EQ(found.at("parameter_id")[1], kFull + "_iter_3_p1");
}

TEST_F(NormalizedValues, EvaluationsMayHaveDifferentNumbersOfParameters) {
  auto& record = experiments_[0].record;
  record.iteration_list[1].parameters_end = 2;
  record.iteration_list[2].parameters_begin = 3;
  EXPECT_EQ(count_normalized_rows("iteration_parameters", record), 5);
  const auto found = cells(*normalized_rows("iteration_parameters", experiments_, kTestStamp));
  EXPECT_THAT(found.at("iteration_step"), ElementsAre("1", "1", "3", "3", "3"));
  EXPECT_THAT(found.at("parameter_index"), ElementsAre("0", "1", "0", "1", "2"));
  EXPECT_THAT(found.at("parameter_value"), ElementsAre("0.5", "0.5", "0.5", "0.125", "0.0625"));
}

TEST_F(NormalizedValues, RepeatedTextsAreDictionaries) {
  for (const auto table : kNormalizedTables) {
    const auto rows = normalized_rows(table, experiments_, kTestStamp);
    for (const char* column :
         {"experiment_id", "processing_batch_id", "basis_set", "backend", "iteration_id"}) {
      const auto array = rows->GetColumnByName(column);
      const bool is_key = std::string_view(column) == "iteration_id" && table == "vqe_iterations";
      if (array == nullptr) continue;
      EXPECT_EQ(array->type_id() == arrow::Type::DICTIONARY, !is_key) << table << "." << column;
    }
  }
}

using NormalizedTablesDeathTest = DeathTest;

TEST_F(NormalizedTablesDeathTest, OtherTablesHaveNoRowsOfRecords) {
  EXPECT_DEATH(normalized_rows("ml_run_summary", {}, kTestStamp), "kNormalizedRows");
}

TEST(BatchStamps, ChangedDateKeepsTheBatch) {
  const BatchStamp moved = kTestStamp.on_date(-1);
  EXPECT_EQ(moved.batch_id, kTestStamp.batch_id);
  EXPECT_EQ(moved.processing_name, kTestStamp.processing_name);
  EXPECT_EQ(moved.date_days(), -1);
  EXPECT_EQ(moved.timestamp_us, -86'400'000'000);
}

TEST(BatchStamps, DayEndsBeforeMidnight) {
  const auto day_of = [](int64_t timestamp_us) {
    return BatchStamp{.batch_id = "", .processing_name = "", .timestamp_us = timestamp_us}.date_days();
  };
  EXPECT_EQ(day_of(0), 0);
  EXPECT_EQ(day_of(86'399'999'999), 0);
  EXPECT_EQ(day_of(86'400'000'000), 1);
  EXPECT_EQ(day_of(-86'400'000'000), -1);
  EXPECT_EQ(day_of(-86'400'000'001), -2);
}

}  // namespace
}  // namespace eigenlake
