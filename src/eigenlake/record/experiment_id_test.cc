// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/record/experiment_id.h"

#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/json/json.h"
#include "eigenlake/record/record_encoder.h"
#include "eigenlake/record/record_json.h"
#include "eigenlake/record/record_reader.h"
#include "eigenlake/record/testing/record_test_data.h"

namespace eigenlake {
namespace {

TEST(ExperimentId, GoldenVectorsHold) {
  const Json golden = parse_json(repository_file("schemas/experiment_id_golden.json")).value();
  ASSERT_GE(golden["vectors"].size(), 10U);
  for (const Json& vector : golden["vectors"]) {
    SCOPED_TRACE(vector["name"].get<std::string>());
    const std::string text = vector.contains("record")
                                 ? vector["record"].dump()
                                 : repository_file(vector["record_file"].get<std::string>());
    const auto records = read_records(text);
    ASSERT_TRUE(records.has_value()) << records.error().to_string();
    EXPECT_EQ(experiment_id(records->at(0)).value(), vector["experiment_id"].get<std::string>());
  }
}

TEST(ExperimentId, SurvivesAvroAndJson) {
  const RunRecord record = sample_record(5, 7);
  std::string json;
  append_record_json(json, record);
  const std::string id = experiment_id(record).value();
  EXPECT_EQ(experiment_id(read_records(json)->at(0)).value(), id);
  EXPECT_EQ(experiment_id(read_records(write_records_avro({&record, 1}).value())->at(0)).value(), id);
}

TEST(ExperimentId, IgnoresResultsTimesAndHamiltonian) {
  RunRecord record = sample_record(5, 7);
  const std::string id = experiment_id(record).value();
  record.hamiltonian.clear();
  record.iteration_list.clear();
  record.minimum = 0;
  record.total_time = 99;
  record.molecule_id = 12;
  record.diagnostics.reset();
  EXPECT_EQ(experiment_id(record).value(), id);
}

TEST(ExperimentId, IncludesAnsatzAndStartWithoutAnIdentity) {
  RunRecord record = sample_record(1, 3);
  const std::string planned = experiment_id(record).value();
  record.ansatz += " ";
  EXPECT_EQ(experiment_id(record).value(), planned);
  record.run_options.reset();
  const std::string foreign = experiment_id(record).value();
  record.ansatz += " ";
  EXPECT_NE(experiment_id(record).value(), foreign);
}

TEST(ExperimentId, HashesCanonicalJson) {
  const RunRecord record = sample_record(1, 3);
  const std::string text = experiment_identity_json(record, parse_run_settings(record).value()).value();
  const Json parsed = parse_json(text).value();
  EXPECT_EQ(parsed["basis_set"], "sto3g");
  EXPECT_FALSE(parsed["initial_data"].contains("hamiltonian"));
  EXPECT_EQ(parsed["run_identity"]["max_iterations"], 100);
}

TEST(ExperimentId, RecordWithoutCanonicalFormIsRejected) {
  RunRecord record = sample_record(1, 3);
  record.coords[0][0] = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THAT(experiment_id(record).error().message, testing::HasSubstr("must be finite"));
  record = sample_record(1, 3);
  record.run_options = "not JSON";
  EXPECT_THAT(experiment_id(record).error().to_string(), testing::HasSubstr("run_options"));
  record.run_options = "[]";
  EXPECT_THAT(experiment_id(record).error().message, testing::HasSubstr("JSON object"));
}

}  // namespace
}  // namespace eigenlake
