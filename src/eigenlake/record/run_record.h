// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace eigenlake {

struct RecordTerm {
  std::string label;  ///< Highest qubit first.
  double real = 0.0;
  double imaginary = 0.0;
};

/// One entry of iteration_list. Its parameters are
/// RunRecord::iteration_parameters[parameters_begin … parameters_end), pooled so that a record of 200 × 84
/// parameters is one allocation.
struct RecordIteration {
  int32_t iteration = 0;
  double result = 0.0;
  double std = 0.0;
  std::optional<double> energy_delta;
  std::optional<double> parameter_delta_norm;
  std::optional<double> cumulative_min_energy;
  uint64_t parameters_begin = 0;
  uint64_t parameters_end = 0;
};

/// One finished simulation: VQEDecoratedResult of schemas/vqe_decorated_result.avsc, field for field, plus
/// our two optional fields. Member names follow the wire names; defaults are the schema's.
struct RunRecord {
  // vqe_result.initial_data
  std::string backend;
  int32_t num_qubits = 0;
  std::vector<RecordTerm> hamiltonian;
  int32_t num_parameters = 0;
  std::vector<double> initial_parameters;
  std::string optimizer;
  std::string ansatz;  ///< OpenQASM 3
  std::string noise_backend;
  std::optional<int32_t> default_shots;
  int32_t ansatz_reps = 0;
  std::optional<std::string> init_strategy = "random";
  std::optional<int32_t> seed;
  std::optional<std::string> ansatz_name;
  bool exact_estimator = false;
  // vqe_result
  std::vector<RecordIteration> iteration_list;
  std::vector<double> iteration_parameters;
  double minimum = 0.0;
  std::vector<double> optimal_parameters;
  std::optional<double> maxcv;
  double minimization_time = 0.0;
  std::optional<double> nuclear_repulsion_energy;
  std::optional<bool> success;
  std::optional<int32_t> nfev;
  std::optional<int32_t> nit;
  // molecule.molecule_data
  std::vector<std::string> symbols;
  std::vector<std::vector<double>> coords;
  int32_t multiplicity = 1;
  int32_t charge = 0;
  std::string units;
  std::optional<std::vector<double>> masses;
  // the rest
  std::string basis_set;
  double hamiltonian_time = 0.0;
  double mapping_time = 0.0;
  double vqe_time = 0.0;
  double total_time = 0.0;
  int32_t molecule_id = 0;
  std::optional<std::string> performance_start;
  std::optional<std::string> performance_end;
  // ours, optional, JSON text
  std::optional<std::string> run_options;  ///< {"identity": {…}, "engine_version": …}
  std::optional<std::string> diagnostics;  ///< The optional columns of vqe_results by name.
};

}  // namespace eigenlake
