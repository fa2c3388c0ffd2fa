#include "eigenlake/iceberg/data/data_file_writer.h"

#include <arrow/array.h>
#include <arrow/builder.h>
#include <arrow/record_batch.h>
#include <arrow/table.h>
#include <gtest/gtest.h>

#include "eigenlake/iceberg/data/arrow_schema.h"
#include "eigenlake/iceberg/data/data_file_reader.h"
#include "eigenlake/iceberg/spec/literal_binary.h"
#include "eigenlake/iceberg/testing/small_table.h"
#include "eigenlake/iceberg/update/table_changes.h"

namespace eigenlake::iceberg {
namespace {

using testing::SmallLake;

const PartitionValues kPartition = {int32_t{20098}, std::string("sto3g")};

template <typename Builder>
std::shared_ptr<arrow::Array> finish(Builder& builder) {
  return builder.Finish().ValueOrDie();
}

/// Rows `first` … of the small table: ids "experiment_{i}", every third energy null, coordinates [[i], []].
std::shared_ptr<arrow::RecordBatch> batch_of(int first, int rows, bool dictionary = false) {
  arrow::Date32Builder date;
  arrow::StringBuilder basis;
  arrow::StringDictionaryBuilder basis_dictionary;
  arrow::StringBuilder id;
  arrow::DoubleBuilder energy;
  auto inner = std::make_shared<arrow::DoubleBuilder>();
  auto middle = std::make_shared<arrow::ListBuilder>(arrow::default_memory_pool(), inner);
  arrow::ListBuilder coordinates(arrow::default_memory_pool(), middle);
  for (int i = first; i < first + rows; ++i) {
    EXPECT_TRUE(date.Append(20098).ok());
    EXPECT_TRUE(basis.Append("sto3g").ok() && basis_dictionary.Append("sto3g").ok());
    EXPECT_TRUE(id.Append("experiment_" + std::to_string(i)).ok());
    EXPECT_TRUE((i % 3 == 0 ? energy.AppendNull() : energy.Append(-0.5 * i)).ok());
    EXPECT_TRUE(coordinates.Append().ok() && middle->Append().ok() && inner->Append(i).ok() &&
                middle->Append().ok());
  }
  const auto basis_array = dictionary ? finish(basis_dictionary) : finish(basis);
  const arrow::ArrayVector arrays = {finish(date), basis_array, finish(id), finish(energy),
                                     finish(coordinates)};
  arrow::FieldVector fields;
  const char* names[] = {"processing_date", "basis_set", "experiment_id", "energy", "coordinates"};
  for (size_t i = 0; i < arrays.size(); ++i) fields.push_back(arrow::field(names[i], arrays[i]->type()));
  return arrow::RecordBatch::Make(arrow::schema(fields), rows, arrays);
}

std::shared_ptr<arrow::RecordBatch> with_column(const arrow::RecordBatch& batch, int position,
                                                const std::shared_ptr<arrow::Array>& column) {
  return batch.SetColumn(position, arrow::field("column", column->type()), column).ValueOrDie();
}

DataFile write_file(const Table& table, const std::vector<std::shared_ptr<arrow::RecordBatch>>& batches,
                    const ParquetWriteOptions& options = {}) {
  auto writer = DataFileWriter::open(table, kPartition, new_data_file_name(), options);
  EXPECT_TRUE(writer) << writer.error().to_string();
  for (const auto& batch : batches) {
    const auto written = writer->write(*batch);
    EXPECT_TRUE(written) << written.error().to_string();
  }
  auto file = writer->finish();
  EXPECT_TRUE(file) << file.error().to_string();
  return *std::move(file);
}

std::shared_ptr<arrow::Table> read_back(Table& table, const DataFile& file,
                                        const std::vector<std::string>& columns, const Filter& filter = {}) {
  FileScanTask task;
  task.data_file = file;
  task.store = table.shared_store();
  task.key = *table.key_of(file.file_path);
  auto result = read_data_file(table, task, columns, filter);
  EXPECT_TRUE(result) << result.error().to_string();
  return *std::move(result);
}

TEST(DataFileWriter, MetricsMatchTheRows) {
  SmallLake lake;
  Table table = lake.create();
  const DataFile file = write_file(table, {batch_of(0, 10)});
  EXPECT_EQ(file.record_count, 10);
  EXPECT_EQ(static_cast<uint64_t>(file.file_size_bytes),
            lake.store->head(*table.key_of(file.file_path))->size_bytes);
  EXPECT_EQ(file.null_value_counts, (std::map<int, int64_t>{{1, 0}, {2, 0}, {3, 0}, {4, 4}}));
  EXPECT_EQ(file.nan_value_counts, (std::map<int, int64_t>{{4, 0}}));
  EXPECT_EQ(file.value_counts.at(4), 10);
  EXPECT_EQ(file.lower_bounds.at(4), literal_to_binary(-4.0, Type::float64()));
  EXPECT_EQ(file.upper_bounds.at(4), literal_to_binary(-0.5, Type::float64()));
  EXPECT_EQ(file.lower_bounds.at(3), "experiment_0");
  EXPECT_EQ(file.split_offsets, std::vector<int64_t>{4});
  EXPECT_TRUE(file.file_path.contains("/data/processing_date=2025-01-10/basis_set=sto3g/"));
}

TEST(DataFileWriter, BoundsAreTruncatedUnlessConfigured) {
  SmallLake lake;
  Table table = lake.create();
  ParquetWriteOptions options;
  options.bound_code_points_max = 4;
  const DataFile truncated = write_file(table, {batch_of(0, 10)}, options);
  EXPECT_EQ(truncated.lower_bounds.at(3), "expe");
  EXPECT_EQ(truncated.upper_bounds.at(3), "expf");
  options.bound_code_points_by_column["experiment_id"] = 0;
  EXPECT_EQ(write_file(table, {batch_of(0, 10)}, options).upper_bounds.at(3), "experiment_9");
}

TEST(DataFileWriter, NansAreCountedButNotInBounds) {
  SmallLake lake;
  Table table = lake.create();
  auto batch = batch_of(0, 4);
  arrow::DoubleBuilder energy;
  ASSERT_TRUE(energy.AppendValues({NAN, 1.0, NAN, 2.0}, {true, true, false, true}).ok());
  batch = with_column(*batch, 3, finish(energy));
  const DataFile file = write_file(table, {batch});
  EXPECT_EQ(file.nan_value_counts.at(4), 1);
  EXPECT_EQ(file.null_value_counts.at(4), 1);
  EXPECT_EQ(file.upper_bounds.at(4), literal_to_binary(2.0, Type::float64()));
}

class EveryEncoding : public ::testing::TestWithParam<std::pair<ColumnEncoding, ColumnEncoding>> {};

INSTANTIATE_TEST_SUITE_P(
    DataFileWriter, EveryEncoding,
    ::testing::Values(std::pair{ColumnEncoding::kPlain, ColumnEncoding::kPlain},
                      std::pair{ColumnEncoding::kDictionary, ColumnEncoding::kDictionary},
                      std::pair{ColumnEncoding::kDeltaByteArray, ColumnEncoding::kByteStreamSplit}));

TEST_P(EveryEncoding, RowsReadBackEqual) {
  SmallLake lake;
  Table table = lake.create();
  ParquetWriteOptions options;
  options.encodings = {{"experiment_id", GetParam().first},
                       {"energy", GetParam().second},
                       {"processing_date", ColumnEncoding::kDeltaBinaryPacked},
                       {"coordinates.element.element", GetParam().second}};
  options.row_group_rows_max = 3000;
  const DataFile file = write_file(table, {batch_of(0, 5000), batch_of(5000, 1234)}, options);
  EXPECT_EQ(file.record_count, 6234);
  EXPECT_EQ(file.split_offsets.size(), 3u);
  const std::vector<std::string> columns = {"energy", "experiment_id", "coordinates"};
  const auto read = read_back(table, file, columns)->CombineChunks().ValueOrDie();
  const auto expected = batch_of(0, 6234);
  EXPECT_TRUE(read->column(0)->chunk(0)->Equals(expected->column(3)));
  EXPECT_TRUE(read->column(1)->chunk(0)->Equals(expected->column(2)));
  EXPECT_EQ(read->column(2)->chunk(0)->ToString(), expected->column(4)->ToString());
}

TEST(DataFileWriter, ThreadsDoNotChangeTheBytes) {
  SmallLake lake;
  Table table = lake.create();
  std::string bytes[2];
  for (const bool use_threads : {false, true}) {
    ParquetWriteOptions options;
    options.use_threads = use_threads;
    const DataFile file = write_file(table, {batch_of(0, 6000)}, options);
    bytes[use_threads ? 1 : 0] = *lake.store->get(*table.key_of(file.file_path));
  }
  EXPECT_EQ(bytes[0], bytes[1]);
}

TEST(DataFileWriter, DictionaryArraysKeepTheirValues) {
  SmallLake lake;
  Table table = lake.create();
  const DataFile file = write_file(table, {batch_of(0, 10, true), batch_of(10, 5, true)});
  EXPECT_EQ(file.lower_bounds.at(2), "sto3g");
  const std::vector<std::string> columns = {"basis_set"};
  const auto read = read_back(table, file, columns)->CombineChunks().ValueOrDie();
  EXPECT_TRUE(read->column(0)->chunk(0)->Equals(batch_of(0, 15)->column(1)));
}

TEST(DataFileWriter, RowsThatDoNotFitTheTableAreRejected) {
  SmallLake lake;
  Table table = lake.create();
  auto writer = *DataFileWriter::open(table, kPartition, "f");
  const auto batch = batch_of(0, 3);
  EXPECT_EQ(writer.write(*batch->RemoveColumn(0).ValueOrDie()).error().kind, ErrorKind::kInvalidInput);
  arrow::Int32Builder ints;
  ASSERT_TRUE(ints.AppendValues({1, 2, 3}).ok());
  const auto wrong = writer.write(*with_column(*batch, 2, finish(ints)));
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().message, "expected column experiment_id to be string, found int32");
  arrow::StringBuilder with_null;
  ASSERT_TRUE(with_null.Append("a").ok() && with_null.AppendNulls(2).ok());
  const auto null = writer.write(*with_column(*batch, 2, finish(with_null)));
  EXPECT_EQ(null.error().message, "the required column experiment_id has 2 nulls");
  EXPECT_EQ(DataFileWriter::open(table, {Literal{}}, "g").error().kind, ErrorKind::kInvalidInput);
}

TEST(DataFileWriter, AbandonedFileLeavesNothing) {
  SmallLake lake;
  Table table = lake.create();
  {
    auto writer = *DataFileWriter::open(table, kPartition, "f");
    ASSERT_TRUE(writer.write(*batch_of(0, 3)));
  }
  EXPECT_TRUE(lake.store->list("quantum_features/small/data/")->empty());
}

TEST(DataFileReader, ColumnAddedLaterIsNull) {
  SmallLake lake;
  Table table = lake.create();
  const DataFile file = write_file(table, {batch_of(0, 3)});
  ASSERT_TRUE(add_optional_columns(table, {{"stop_reason", Type::string(), ""}}));
  const std::vector<std::string> columns = {"stop_reason", "energy"};
  const auto read = read_back(table, file, columns);
  EXPECT_EQ(read->num_rows(), 3);
  EXPECT_EQ(read->column(0)->null_count(), 3);
  EXPECT_EQ(read->column(1)->null_count(), 1);
}

TEST(DataFileReader, RowGroupsThatCannotMatchAreSkipped) {
  SmallLake lake;
  Table table = lake.create();
  ParquetWriteOptions options;
  options.row_group_rows_max = 10;
  const DataFile file = write_file(table, {batch_of(0, 30)}, options);
  const std::vector<std::string> columns = {"energy"};
  const Filter filter = {{"energy", Predicate::Op::kLess, {-12.0}}};
  EXPECT_EQ(read_back(table, file, columns, filter)->num_rows(), 10);
}

TEST(DataFileReader, DamagedFileIsANamedStoreError) {
  SmallLake lake;
  Table table = lake.create();
  const DataFile file = write_file(table, {batch_of(0, 3)});
  const std::string key = *table.key_of(file.file_path);
  std::string bytes = *lake.store->get(key);
  ASSERT_TRUE(lake.store->put(key, std::string(bytes.size(), 'x')));
  FileScanTask task;
  task.data_file = file;
  task.store = lake.store;
  task.key = key;
  task.uri = lake.store->uri_of(key);
  const std::vector<std::string> columns = {"energy"};
  const auto read = read_data_file(table, task, columns);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().kind, ErrorKind::kStore);
  EXPECT_TRUE(read.error().to_string().contains(key));
}

}  // namespace
}  // namespace eigenlake::iceberg
