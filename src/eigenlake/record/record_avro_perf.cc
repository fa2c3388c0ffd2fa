// SPDX-License-Identifier: Apache-2.0
// What reading and identifying records costs, on records of 200 evaluations × 84 parameters and 1,086 terms.
// Goals: decode ≥ 1 GB/s on one core; experiment ids ≥ 5,000 records/s.
#include <benchmark/benchmark.h>

#include "eigenlake/record/experiment_id.h"
#include "eigenlake/record/record_decoder.h"
#include "eigenlake/record/record_encoder.h"
#include "eigenlake/record/record_json.h"
#include "eigenlake/record/record_reader.h"
#include "eigenlake/record/record_schema.h"
#include "eigenlake/record/testing/record_test_data.h"

namespace {

using namespace eigenlake;

RunRecord water_record() {
  RunRecord record = sample_record(200, 84);
  record.hamiltonian.assign(1086, {"IXYZIXYZIXYZIX", 0.1, 0.0});
  return record;
}

std::string water_file(avro::Codec codec) {
  const RunRecord record = water_record();
  return write_records_avro({&record, 1}, codec).value();
}

void decode_object(benchmark::State& state, avro::Codec codec) {
  const std::string file = water_file(codec);
  for (auto _ : state) {
    benchmark::DoNotOptimize(read_records(file));
  }
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * water_file(avro::Codec::kNull).size()));
}
BENCHMARK_CAPTURE(decode_object, null, avro::Codec::kNull);
BENCHMARK_CAPTURE(decode_object, deflate, avro::Codec::kDeflate);
BENCHMARK_CAPTURE(decode_object, snappy, avro::Codec::kSnappy);
BENCHMARK_CAPTURE(decode_object, zstandard, avro::Codec::kZstandard);

void decode_datum(benchmark::State& state) {
  std::string datum;
  encode_record(water_record(), datum);
  const RecordDecoder decoder = RecordDecoder::create(record_schema()).value();
  for (auto _ : state) {
    avro::BinaryCursor cursor(datum);
    RunRecord record;
    benchmark::DoNotOptimize(decoder.decode(cursor, record));
  }
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * datum.size()));
}
BENCHMARK(decode_datum);

void encode_datum(benchmark::State& state) {
  const RunRecord record = water_record();
  size_t bytes = 0;
  for (auto _ : state) {
    std::string datum;
    encode_record(record, datum);
    bytes = datum.size();
  }
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * bytes));
}
BENCHMARK(encode_datum);

void decode_json(benchmark::State& state) {
  std::string text;
  append_record_json(text, water_record());
  for (auto _ : state) benchmark::DoNotOptimize(read_records(text));
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * text.size()));
}
BENCHMARK(decode_json);

void identify_foreign_record(benchmark::State& state) {
  RunRecord record = water_record();
  record.run_options.reset();  // the ansatz text and the initial parameters enter
  record.ansatz.assign(16384, 'x');
  for (auto _ : state) benchmark::DoNotOptimize(experiment_id(record));
  state.SetItemsProcessed(static_cast<int64_t>(state.iterations()));
}
BENCHMARK(identify_foreign_record);

void identify_own_record(benchmark::State& state) {
  const RunRecord record = water_record();
  for (auto _ : state) benchmark::DoNotOptimize(experiment_id(record));
  state.SetItemsProcessed(static_cast<int64_t>(state.iterations()));
}
BENCHMARK(identify_own_record);

}  // namespace

BENCHMARK_MAIN();
