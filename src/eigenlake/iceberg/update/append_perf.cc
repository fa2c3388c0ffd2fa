// SPDX-License-Identifier: Apache-2.0
#include <filesystem>

#include <arrow/array.h>
#include <arrow/builder.h>
#include <arrow/record_batch.h>
#include <benchmark/benchmark.h>

#include "eigenlake/base/random.h"
#include "eigenlake/iceberg/catalog/hadoop/hadoop_catalog.h"
#include "eigenlake/iceberg/codec/table_metadata_json.h"
#include "eigenlake/iceberg/data/data_file_writer.h"
#include "eigenlake/iceberg/scan/scan.h"
#include "eigenlake/iceberg/update/append.h"
#include "eigenlake/iceberg/update/table_changes.h"
#include "eigenlake/object_store/local_object_store.h"

namespace eigenlake::iceberg {
namespace {

namespace fs = std::filesystem;

/// A table of two columns in a folder that goes with it.
struct BenchLake {
  fs::path root;
  std::unique_ptr<HadoopCatalog> catalog;
  std::optional<Table> table;

  BenchLake() {
    std::string pattern = (fs::temp_directory_path() / "append_perf.XXXXXX").string();
    root = ::mkdtemp(pattern.data());
    catalog = std::make_unique<HadoopCatalog>(std::make_shared<LocalObjectStore>(root));
    CreateTableOptions options;
    options.schema.fields = {{0, "parameter_id", true, Type::string(), ""},
                             {0, "value", true, Type::float64(), ""}};
    options.schema = assign_fresh_ids(options.schema);
    options.properties = {{"write.metadata.delete-after-commit.enabled", "true"},
                          {"write.metadata.previous-versions-max", "5"}};
    table = *catalog->create_table({"db", "t"}, options);
  }
  ~BenchLake() { fs::remove_all(root); }
};

std::shared_ptr<arrow::RecordBatch> parameter_rows(int64_t rows) {
  Random random(1);
  arrow::StringBuilder id;
  arrow::DoubleBuilder value;
  for (int64_t i = 0; i < rows; ++i) {
    static_cast<void>(id.Append(fmt::format("{:064x}_iter_{}_param_{}", i / 16800, i / 84 % 200, i % 84)));
    static_cast<void>(value.Append(random.uniform(-3, 3)));
  }
  return arrow::RecordBatch::Make(
      arrow::schema({arrow::field("parameter_id", arrow::utf8()), arrow::field("value", arrow::float64())}),
      rows, {*id.Finish(), *value.Finish()});
}

DataFile write_file(const Table& table, const arrow::RecordBatch& batch) {
  ParquetWriteOptions options;
  options.encodings = {{"parameter_id", ColumnEncoding::kDeltaByteArray},
                       {"value", ColumnEncoding::kByteStreamSplit}};
  auto writer = *DataFileWriter::open(table, {}, new_data_file_name(), options);
  static_cast<void>(writer.write(batch));
  return *writer.finish();
}

/// Goal: a handful of milliseconds for one durable append of a small file, data file included.
void BM_AppendSmallFile(benchmark::State& state) {
  BenchLake lake;
  const auto batch = parameter_rows(100);
  for (auto _ : state) {
    AppendOptions options;
    options.files = {write_file(*lake.table, *batch)};
    options.tag = "v_" + std::to_string(lake.table->metadata().snapshots.size());
    if (!append(*lake.table, options)) state.SkipWithError("append failed");
  }
}
BENCHMARK(BM_AppendSmallFile)->Unit(benchmark::kMillisecond)->Iterations(200);

/// Goal: below 100 ms with 10,000 snapshots behind it; the rewritten metadata file is the limit.
void BM_AppendAfterManySnapshots(benchmark::State& state) {
  BenchLake lake;
  DataFile file = write_file(*lake.table, *parameter_rows(100));
  AppendOptions options;
  options.files = {file};
  static_cast<void>(append(*lake.table, options));
  static_cast<void>(commit_change(*lake.table, [&](TableMetadata& metadata) -> Result<bool> {
    const Snapshot first = metadata.snapshots[0];
    for (int64_t i = 2; i <= state.range(0); ++i) {
      const int64_t parent = metadata.snapshots.back().snapshot_id;
      metadata.snapshots.push_back(
          make_snapshot(i, parent, i, first.timestamp_ms, first.manifest_list(), 0, first.summary()));
      metadata.snapshot_log.push_back({first.timestamp_ms, i});
    }
    metadata.last_sequence_number = state.range(0);
    metadata.current_snapshot_id = metadata.refs["main"].snapshot_id = metadata.snapshots.back().snapshot_id;
    return true;
  }));
  for (auto _ : state) {
    Table table = *lake.catalog->load_table({"db", "t"});
    if (!append(table, options)) state.SkipWithError("append failed");
  }
}
BENCHMARK(BM_AppendAfterManySnapshots)->Arg(100)->Arg(10000)->Unit(benchmark::kMillisecond)->Iterations(20);

/// Goal: 3.4 million parameter rows in well under a second.
void BM_WriteParameterRows(benchmark::State& state) {
  BenchLake lake;
  const auto batch = parameter_rows(state.range(0));
  for (auto _ : state)
    state.counters["bytes"] = static_cast<double>(write_file(*lake.table, *batch).file_size_bytes);
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(BM_WriteParameterRows)->Arg(840000)->Unit(benchmark::kMillisecond)->Iterations(3);

}  // namespace
}  // namespace eigenlake::iceberg

BENCHMARK_MAIN();
