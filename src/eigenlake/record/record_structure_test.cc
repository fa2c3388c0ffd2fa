// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/record/record_structure.h"

#include <functional>
#include <limits>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/record/record_reader.h"
#include "eigenlake/record/testing/record_test_data.h"

namespace eigenlake {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct Fault {
  std::string named;  ///< A part of the message.
  std::function<void(RunRecord&)> make;
};

void expect_refused(const Fault& fault) {
  RunRecord record = sample_record(3, 2);
  fault.make(record);
  const auto refused = check_structure(record);
  ASSERT_FALSE(refused) << fault.named;
  EXPECT_EQ(refused.error().kind, ErrorKind::kCorrupt);
  EXPECT_THAT(refused.error().to_string(), testing::HasSubstr(fault.named));
}

TEST(RecordStructure, AcceptsRecordsOfBothProducers) {
  EXPECT_TRUE(check_structure(sample_record(3, 2)));
  for (const char* name : {"tests/data/record_example.avro", "tests/data/record_example.json"}) {
    const auto records = read_records(repository_file(name));
    ASSERT_TRUE(records) << name;
    for (const RunRecord& record : *records) EXPECT_TRUE(check_structure(record)) << name;
  }
}

TEST(RecordStructure, AcceptsOldRecordsWithoutOptionalFields) {
  RunRecord record = sample_record(3, 2);
  record.masses.reset();
  record.nuclear_repulsion_energy.reset();
  record.run_options.reset();
  record.diagnostics.reset();
  record.hamiltonian.clear();
  for (auto& iteration : record.iteration_list) iteration.cumulative_min_energy.reset();
  EXPECT_TRUE(check_structure(record));
}

TEST(RecordStructure, IterationsMayStandInAnyOrder) {
  RunRecord record = sample_record(3, 2);
  std::swap(record.iteration_list[0], record.iteration_list[2]);
  EXPECT_TRUE(check_structure(record));
}

TEST(RecordStructure, AnsatzMayGrow) {
  RunRecord record = sample_record(3, 2);
  record.num_parameters = 1;
  record.initial_parameters.pop_back();
  --record.iteration_list[0].parameters_end;
  EXPECT_TRUE(check_structure(record));
  std::swap(record.iteration_list[0], record.iteration_list[2]);
  EXPECT_TRUE(check_structure(record));
  record.optimal_parameters.pop_back();
  EXPECT_FALSE(check_structure(record)) << "the optimum is one of the ansatz at its end";
}

TEST(RecordStructure, RejectsMissingAndDuplicateKeys) {
  const std::vector<Fault> faults = {
      {"basis_set", [](RunRecord& r) { r.basis_set.clear(); }},
      {"backend", [](RunRecord& r) { r.backend.clear(); }},
      {"iteration_list is empty", [](RunRecord& r) { r.iteration_list.clear(); }},
      {"at least 1, got 0", [](RunRecord& r) { r.iteration_list[0].iteration = 0; }},
      {"duplicate iteration 3", [](RunRecord& r) { r.iteration_list[0].iteration = 3; }},
  };
  for (const Fault& fault : faults) expect_refused(fault);
}

TEST(RecordStructure, RejectsBlankNames) {
  for (const char* blank : {"", " ", "\t\r\n", "\x01"}) {
    const std::string fault = *blank == '\0' ? " is empty" : " is blank";
    const std::vector<Fault> faults = {
        {"basis_set" + fault, [&](RunRecord& r) { r.basis_set = blank; }},
        {"backend" + fault, [&](RunRecord& r) { r.backend = blank; }},
        {"optimizer" + fault, [&](RunRecord& r) { r.optimizer = blank; }},
        {"units" + fault, [&](RunRecord& r) { r.units = blank; }},
        {"symbols" + fault, [&](RunRecord& r) { r.symbols[1] = blank; }},
    };
    for (const Fault& fault : faults) expect_refused(fault);
  }
}

TEST(RecordStructure, RejectsWrongLengths) {
  const std::vector<Fault> faults = {
      {"initial_parameters", [](RunRecord& r) { r.initial_parameters.pop_back(); }},
      {"optimal_parameters", [](RunRecord& r) { r.optimal_parameters.push_back(0.0); }},
      {"iteration 2", [](RunRecord& r) { --r.iteration_list[1].parameters_end; }},
      {"optimal_parameters", [](RunRecord& r) { --r.iteration_list[1].parameters_begin; }},
      {"iteration 1", [](RunRecord& r) { r.num_parameters = 1, r.initial_parameters.pop_back(); }},
      {"is no range", [](RunRecord& r) { r.iteration_list[2].parameters_end = 100; }},
      {"num_parameters = -1", [](RunRecord& r) { r.num_parameters = -1; }},
      {"hamiltonian, term 1", [](RunRecord& r) { r.hamiltonian[1].label = "XXY"; }},
      {"letters I, X, Y or Z", [](RunRecord& r) { r.hamiltonian[0].label = "IIIA"; }},
      {"one per symbol", [](RunRecord& r) { r.coords.pop_back(); }},
      {"expected 3 coordinates", [](RunRecord& r) { r.coords[1].pop_back(); }},
      {"masses", [](RunRecord& r) { r.masses->push_back(1.0); }},
  };
  for (const Fault& fault : faults) expect_refused(fault);
}

TEST(RecordStructure, RejectsNumbersThatAreNotFinite) {
  const std::vector<Fault> faults = {
      {"minimum", [](RunRecord& r) { r.minimum = kNan; }},
      {"nuclear_repulsion_energy", [](RunRecord& r) { r.nuclear_repulsion_energy = kInfinity; }},
      {"iteration 2", [](RunRecord& r) { r.iteration_list[1].result = -kInfinity; }},
      {"std", [](RunRecord& r) { r.iteration_list[0].std = kNan; }},
      {"energy_delta", [](RunRecord& r) { r.iteration_list[1].energy_delta = kNan; }},
      {"cumulative_min_energy", [](RunRecord& r) { r.iteration_list[1].cumulative_min_energy = kNan; }},
      {"got nan at position 1", [](RunRecord& r) { r.iteration_parameters[3] = kNan; }},
      {"initial_parameters", [](RunRecord& r) { r.initial_parameters[0] = kNan; }},
      {"optimal_parameters", [](RunRecord& r) { r.optimal_parameters[0] = kNan; }},
      {"coefficients.real", [](RunRecord& r) { r.hamiltonian[2].real = kNan; }},
      {"coefficients.imaginary", [](RunRecord& r) { r.hamiltonian[2].imaginary = kNan; }},
      {"coords", [](RunRecord& r) { r.coords[0][2] = kNan; }},
      {"masses", [](RunRecord& r) { r.masses = {{1.0, kNan}}; }},
      {"vqe_time", [](RunRecord& r) { r.vqe_time = kNan; }},
      {"minimization_time", [](RunRecord& r) { r.minimization_time = kInfinity; }},
  };
  for (const Fault& fault : faults) expect_refused(fault);
}

}  // namespace
}  // namespace eigenlake
