// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include <arrow/api.h>
#include <gtest/gtest.h>

#include "eigenlake/transform/normalized/normalized.h"

// Shared by the tests of rows: a stamp, an experiment with every field set, and cells as texts.

namespace eigenlake {

inline const BatchStamp kTestStamp{.batch_id = "01234567-89ab-4cde-8f01-23456789abcd",
                                   .processing_name = "quantum_base_processing",
                                   .timestamp_us = 1'736'510'400'000'001};  // 2025-01-10T12:00:00.000001Z

/// Arrow has threads: a death test starts a new process instead of forking beside them.
class DeathTest : public ::testing::Test {
 protected:
  void SetUp() override { GTEST_FLAG_SET(death_test_style, "threadsafe"); }
};

/// A value of an array as text: "null", [1, [2, null]], numbers with the digits that read back.
inline std::string cell_text(const arrow::Array& array, int64_t row) {
  if (array.IsNull(row)) return "null";
  switch (array.type_id()) {
    case arrow::Type::DICTIONARY: {
      const auto& encoded = static_cast<const arrow::DictionaryArray&>(array);
      return cell_text(*encoded.dictionary(), encoded.GetValueIndex(row));
    }
    case arrow::Type::STRING:
      return static_cast<const arrow::StringArray&>(array).GetString(row);
    case arrow::Type::DOUBLE:
      return fmt::format("{}", static_cast<const arrow::DoubleArray&>(array).Value(row));
    case arrow::Type::TIMESTAMP:
      return std::to_string(static_cast<const arrow::TimestampArray&>(array).Value(row));
    case arrow::Type::DATE32:
      return std::to_string(static_cast<const arrow::Date32Array&>(array).Value(row));
    case arrow::Type::LIST: {
      const auto& lists = static_cast<const arrow::ListArray&>(array);
      std::string text;
      for (int64_t i = lists.value_offset(row); i < lists.value_offset(row + 1); ++i)
        text += (text.empty() ? "" : ", ") + cell_text(*lists.values(), i);
      return "[" + text + "]";
    }
    default:
      return array.GetScalar(row).ValueOrDie()->ToString();
  }
}

inline std::vector<std::string> cells(const arrow::Array& array) {
  std::vector<std::string> texts;
  for (int64_t row = 0; row < array.length(); ++row) texts.push_back(cell_text(array, row));
  return texts;
}

/// The rows of a table as texts by column.
using Cells = std::map<std::string, std::vector<std::string>>;

inline Cells cells(const arrow::RecordBatch& rows) {
  EXPECT_TRUE(rows.ValidateFull().ok());
  Cells texts;
  for (int i = 0; i < rows.num_columns(); ++i) texts[rows.column_name(i)] = cells(*rows.column(i));
  return texts;
}

inline Rows normalized_rows(std::string_view table, std::span<const Experiment> experiments,
                            const BatchStamp& stamp) {
  return normalized_table(table).rows(experiments, stamp);
}

inline int64_t count_normalized_rows(std::string_view table, const RunRecord& record) {
  return normalized_table(table).count(record);
}

/// An experiment with a distinct value in every field: three evaluations of two parameters.
inline Experiment full_experiment() {
  RunRecord record;
  record.backend = "eigenlake_exact";
  record.num_qubits = 4;
  record.hamiltonian = {{"IIII", -0.75, 0.0}, {"XXYY", 0.125, 0.5}, {"ZIII", -0.0, -2.0}};
  record.num_parameters = 2;
  record.initial_parameters = {0.5, 0.5};
  record.optimizer = "L-BFGS-B";
  record.ansatz = "OPENQASM 3.0;\n";
  record.noise_backend = "undef";
  record.default_shots = 1024;
  record.ansatz_reps = 3;
  record.init_strategy = "hf";
  record.seed = -7;
  record.ansatz_name = "UCCSD";
  record.exact_estimator = true;
  record.iteration_list = {{1, -1.0, 0.25, {}, {}, -1.0, 0, 2},
                           {2, -1.5, 0.0, -0.5, 0.125, -1.5, 2, 4},
                           {3, -1.25, 0.0, 0.25, 0.0625, -1.5, 4, 6}};
  record.iteration_parameters = {0.5, 0.5, 0.25, 0.5, 0.125, 0.0625};
  record.minimum = -1.5;
  record.optimal_parameters = {0.25, 0.5};
  record.maxcv = 0.03125;
  record.minimization_time = 2.5;
  record.nuclear_repulsion_energy = 0.75;
  record.success = true;
  record.nfev = 33;
  record.nit = 22;
  record.symbols = {"O", "H", "H"};
  record.coords = {{0.0, 0.0, 0.0}, {0.0, 0.75, 0.5}, {0.0, -0.75, 0.5}};
  record.multiplicity = 3;
  record.charge = -1;
  record.units = "angstrom";
  record.masses = {{15.5, 1.0, 1.0}};
  record.basis_set = "6-31g";
  record.hamiltonian_time = 1.0;
  record.mapping_time = 2.0;
  record.vqe_time = 4.0;
  record.total_time = 16.0;
  record.molecule_id = 5;
  record.performance_start = R"({"cpu": 1})";
  record.performance_end = R"({"cpu": 2})";
  record.run_options =
      R"({"engine_version": "0.2", "identity": {"active_space": {"electrons": 6, "orbitals": 5}, )"
      R"("frozen_core": true, "jitter": 0.5, "mapping": "jordan_wigner", "max_evaluations": 70, )"
      R"("max_iterations": 60, "penalty": 2.0, "restarts": 8, "scf": "rohf", "search": 2, "threshold": 0.25}, )"
      R"("name": "water"})";
  record.diagnostics =
      R"({"hf_total_energy": -0.5, "mp2_total_energy": -0.625, "fci_total_energy": -0.7509765625, )"
      R"("num_particles_mean": 10.0, "sz_mean": 1.0, "s_squared_mean": 2.0, "sector_leakage": 0.0, )"
      R"("in_sector": true, "stop_reason": "converged", "engine": "sector", "quality_flags": ["scf_unstable"]})";
  return {std::string(64, 'a'), record, parse_run_settings(record).value()};
}

/// A minimal one: a single evaluation of no parameters.
inline Experiment bare_experiment() {
  RunRecord record;
  record.backend = "other";
  record.num_qubits = 2;
  record.hamiltonian = {{"ZZ", 1.0, 0.0}};
  record.optimizer = "COBYLA";
  record.init_strategy.reset();
  record.iteration_list = {{1, 0.5, 0.0, {}, {}, {}, 0, 0}};
  record.minimum = 0.5;
  record.symbols = {"H"};
  record.coords = {{0.0, 0.0, 0.0}};
  record.units = "bohr";
  record.basis_set = "sto3g";
  return {std::string(64, 'b'), record, {}};
}

}  // namespace eigenlake
