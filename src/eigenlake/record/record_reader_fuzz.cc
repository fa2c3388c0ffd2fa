// SPDX-License-Identifier: Apache-2.0
// Strategy: arbitrary bytes as a raw object, Avro or JSON by their first bytes.
// Invariants: no crash, no exception; a record that was read has parameter ranges inside its pool, is the
// same after a round trip through Avro, and has the same experiment id through JSON, or in neither form.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "eigenlake/base/assert.h"
#include "eigenlake/record/experiment_id.h"
#include "eigenlake/record/record_encoder.h"
#include "eigenlake/record/record_json.h"
#include "eigenlake/record/record_reader.h"

namespace {

using namespace eigenlake;

std::string bytes_of(const RunRecord& record) {
  std::string out;
  encode_record(record, out);
  return out;
}

void check_record(const RunRecord& record) {
  for (const RecordIteration& step : record.iteration_list) {
    EIGENLAKE_ASSERT(step.parameters_begin <= step.parameters_end);
    EIGENLAKE_ASSERT(step.parameters_end <= record.iteration_parameters.size());
  }
  const auto through_avro = read_records(write_records_avro({&record, 1}).value());
  EIGENLAKE_ASSERT(through_avro.has_value() && bytes_of(through_avro->at(0)) == bytes_of(record));
  std::string json;
  append_record_json(json, record);
  const auto through_json = read_records(json);
  EIGENLAKE_ASSERT(through_json.has_value() && through_json->size() == 1);
  const auto id = experiment_id(record);
  const auto json_id = experiment_id(through_json->at(0));
  EIGENLAKE_ASSERT(id.has_value() == json_id.has_value());
  if (id) EIGENLAKE_ASSERT(*id == *json_id);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto records = read_records(std::string_view(reinterpret_cast<const char*>(data), size));
  if (!records) return 0;
  for (const RunRecord& record : *records) check_record(record);
  return 0;
}
