// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fstream>
#include <random>
#include <sstream>
#include <string>

#include "eigenlake/record/record_encoder.h"
#include "eigenlake/record/run_record.h"

namespace eigenlake {

inline std::string repository_file(const std::string& path) {
  std::ifstream stream(std::string(EIGENLAKE_SOURCE_DIR) + "/" + path, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return std::move(text).str();
}

/// A record with every field set, of `iterations` evaluations with `parameters` parameters.
inline RunRecord sample_record(int iterations, int parameters, uint64_t seed = 1) {
  std::mt19937_64 random(seed);
  const auto number = [&random] { return std::ldexp(static_cast<double>(random() >> 11), -50) - 4.0; };
  RunRecord record;
  record.backend = "eigenlake_exact";
  record.num_qubits = 4;
  record.hamiltonian = {{"IIII", number(), 0.0}, {"XXYY", number(), 0.0}, {"ZZII", number(), -0.0}};
  record.num_parameters = parameters;
  record.optimizer = "L-BFGS-B";
  record.ansatz = "OPENQASM 3.0;\ninput float[64] _\u03b8_0_;\n";
  record.noise_backend = "undef";
  record.default_shots = 1024;
  record.ansatz_reps = 2;
  record.init_strategy = "hf";
  record.seed = 7;
  record.ansatz_name = "EfficientSU2";
  record.exact_estimator = true;
  for (int i = 0; i < parameters; ++i) record.initial_parameters.push_back(number());
  for (int k = 1; k <= iterations; ++k) {
    RecordIteration step{
        k, number(), 0.0, std::nullopt, std::nullopt, number(), record.iteration_parameters.size(), 0};
    if (k > 1) step.energy_delta = number();
    if (k > 1) step.parameter_delta_norm = number();
    for (int i = 0; i < parameters; ++i) record.iteration_parameters.push_back(number());
    step.parameters_end = record.iteration_parameters.size();
    record.iteration_list.push_back(step);
  }
  record.minimum = number();
  record.optimal_parameters = record.initial_parameters;
  record.maxcv = 0.0;
  record.minimization_time = 0.1;
  record.nuclear_repulsion_energy = 0.7137539936876182;
  record.success = true;
  record.nfev = iterations;
  record.nit = iterations;
  record.symbols = {"H", "H"};
  record.coords = {{0, 0, 0}, {0, 0, 0.7414}};
  record.units = "angstrom";
  record.masses = {{1.008, 1.008}};
  record.basis_set = "sto3g";
  record.hamiltonian_time = 0.1;
  record.mapping_time = 0.2;
  record.vqe_time = 0.3;
  record.total_time = 0.6;
  record.molecule_id = 3;
  record.performance_start = "{\"cpu\": 1}";
  record.performance_end = "{}";
  record.run_options = R"({"identity":{"max_iterations":100},"engine_version":"0.1.0"})";
  record.diagnostics = R"({"engine":"sector"})";
  return record;
}

/// In binary encoding, to compare records with.
inline std::string bytes_of(const RunRecord& record) {
  std::string out;
  encode_record(record, out);
  return out;
}

}  // namespace eigenlake
