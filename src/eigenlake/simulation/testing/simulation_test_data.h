// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "eigenlake/record/record_json.h"
#include "eigenlake/simulation/simulate.h"

// Small molecules for the tests of simulations, and their records.

namespace eigenlake {

inline MoleculeEntry entry_of(std::vector<std::string> symbols, double distance, int charge = 0,
                              int multiplicity = 1) {
  Molecule molecule;
  for (size_t i = 0; i < symbols.size(); ++i)
    molecule.coords.push_back({0.0, 0.0, distance * static_cast<double>(i)});
  molecule.symbols = std::move(symbols);
  molecule.charge = charge;
  molecule.multiplicity = multiplicity;
  return {.file = "test.json", .molecule_id = 0, .molecule = std::move(molecule)};
}

inline MoleculeEntry h2() {
  return entry_of({"H", "H"}, 0.7414);
}
inline MoleculeEntry heh() {
  return entry_of({"He", "H"}, 0.7719, 1);
}
inline MoleculeEntry lih() {
  return entry_of({"Li", "H"}, 1.5949);
}

/// 400 determinants without symmetry, too many to diagonalise completely.
inline MoleculeEntry irregular_h6() {
  MoleculeEntry entry = entry_of({"H", "H", "H", "H", "H", "H"}, 1.0);
  for (size_t i = 0; i < entry.molecule->coords.size(); ++i) {
    entry.molecule->coords[i][0] = 0.1 * static_cast<double>(i * i % 5);
    entry.molecule->coords[i][1] = 0.07 * static_cast<double>(i * i * i % 7);
  }
  return entry;
}

inline ExperimentSpec hardware_efficient(AnsatzKind ansatz) {
  ExperimentSpec options;
  choose_ansatz(options, ansatz);
  options.vqe.optimizer_options.max_iterations = 30;
  return options;
}

inline SimulatedRun simulate_one(const MoleculeEntry& entry, const ExperimentSpec& options,
                                 int num_threads = 1) {
  const auto plan = plan_run(entry, options);
  EXPECT_TRUE(plan) << plan.error().to_string();
  ThreadPool pool(num_threads);
  auto run = simulate(*plan, 0, pool, {});
  EXPECT_TRUE(run) << run.error().to_string();
  return std::move(*run);
}

/// Sets the record's times to zero, and leaves out the figures of the machine.
inline void remove_times(RunRecord& record) {
  record.hamiltonian_time = record.mapping_time = record.vqe_time = record.total_time =
      record.minimization_time = 0.0;
  Diagnostics diagnostics = parse_diagnostics(*record.diagnostics).value();
  diagnostics.reference_time = 0.0;
  record.diagnostics = to_json(diagnostics);
  record.performance_start.reset();
  record.performance_end.reset();
}

/// The record as JSON without its times.
inline std::string timeless(RunRecord record) {
  remove_times(record);
  std::string text;
  append_record_json(text, record);
  return text;
}

}  // namespace eigenlake
