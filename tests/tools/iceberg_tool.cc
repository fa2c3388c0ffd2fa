// SPDX-License-Identifier: Apache-2.0
// Writes Iceberg tables for tests with foreign readers.
//
// usage: iceberg_tool write WAREHOUSE    db.every_type: every column type and encoding, three batches with
//                                        tags, one optional column added between the second and the third
#include <cstdio>
#include <string_view>

#include <arrow/array.h>
#include <arrow/builder.h>
#include <arrow/record_batch.h>
#include <fmt/format.h>

#include "eigenlake/base/assert.h"
#include "eigenlake/iceberg/catalog/hadoop/hadoop_catalog.h"
#include "eigenlake/iceberg/data/data_file_writer.h"
#include "eigenlake/iceberg/update/append.h"
#include "eigenlake/iceberg/update/table_changes.h"
#include "eigenlake/object_store/local_object_store.h"

namespace {

using namespace eigenlake;
using namespace eigenlake::iceberg;

constexpr int kRowsPerFile = 5000;
constexpr int32_t kDay = 20098;  // 2025-01-10
constexpr int64_t kTimestamp = 1736500000000001;

CreateTableOptions every_type() {
  CreateTableOptions options;
  const auto list = [](Type element) { return Type::list(std::move(element), false); };
  options.schema.fields = {{0, "processing_date", true, Type::date(), "first partition column"},
                           {0, "basis_set", true, Type::string(), "second partition column"},
                           {0, "row_id", true, Type::string(), "experiment and position"},
                           {0, "step", true, Type::int32(), ""},
                           {0, "count", false, Type::int64(), "null in every seventh row"},
                           {0, "energy", true, Type::float64(), "hartree; NaN in row 17"},
                           {0, "maybe_energy", false, Type::float64(), "null in every third row"},
                           {0, "in_sector", true, Type::boolean(), ""},
                           {0, "written_at", true, Type::timestamptz(), ""},
                           {0, "symbols", true, list(Type::string()), ""},
                           {0, "coordinates", true, list(list(Type::float64())), ""}};
  options.schema = assign_fresh_ids(options.schema);
  options.partition_spec = *identity_partition_spec(options.schema, {"processing_date", "basis_set"});
  return options;
}

template <typename Builder>
std::shared_ptr<arrow::Array> finish(Builder& builder) {
  return builder.Finish().ValueOrDie();
}

/// All builders of the table's columns; a failed append would be out of memory and ends the tool.
class Rows {
 public:
  void append(int i, const std::string& basis) {
    check(date_.Append(kDay));
    check(basis_.Append(basis));
    check(row_id_.Append(fmt::format("experiment_{:04}_row_{}", i / 100, i)));
    check(step_.Append(i));
    check(i % 7 == 0 ? count_.AppendNull() : count_.Append(int64_t{1} << (i % 60)));
    check(energy_.Append(i == 17 ? NAN : -1.0 / (i + 1)));
    check(i % 3 == 0 ? maybe_energy_.AppendNull() : maybe_energy_.Append(i * 0.25));
    check(in_sector_.Append(i % 2 == 0));
    check(written_at_.Append(kTimestamp + i));
    check(symbols_.Append());
    for (int k = 0; k < i % 3; ++k) check(symbol_->Append(k == 0 ? "O" : "H"));
    check(coordinates_.Append());
    for (int k = 0; k < i % 3; ++k) {
      check(triple_->Append());
      for (int axis = 0; axis < 3; ++axis) check(coordinate_->Append(i + 0.5 * axis));
    }
  }

  std::shared_ptr<arrow::RecordBatch> batch(bool with_note) {
    arrow::ArrayVector arrays = {finish(date_),         finish(basis_),      finish(row_id_),
                                 finish(step_),         finish(count_),      finish(energy_),
                                 finish(maybe_energy_), finish(in_sector_),  finish(written_at_),
                                 finish(symbols_),      finish(coordinates_)};
    const int64_t rows = arrays[0]->length();
    if (with_note) {
      arrow::StringBuilder note;
      for (int64_t i = 0; i < rows; ++i) check(note.Append("ü" + std::to_string(i % 2)));
      arrays.push_back(finish(note));
    }
    arrow::FieldVector fields;
    for (const auto& array : arrays) fields.push_back(arrow::field("", array->type()));
    return arrow::RecordBatch::Make(arrow::schema(fields), rows, arrays);
  }

 private:
  static void check(const arrow::Status& status) { EIGENLAKE_ASSERT(status.ok()); }

  arrow::Date32Builder date_;
  arrow::StringDictionary32Builder basis_;
  arrow::StringBuilder row_id_;
  arrow::Int32Builder step_;
  arrow::Int64Builder count_;
  arrow::DoubleBuilder energy_;
  arrow::DoubleBuilder maybe_energy_;
  arrow::BooleanBuilder in_sector_;
  arrow::TimestampBuilder written_at_{arrow::timestamp(arrow::TimeUnit::MICRO, "UTC"),
                                      arrow::default_memory_pool()};
  std::shared_ptr<arrow::StringBuilder> symbol_ = std::make_shared<arrow::StringBuilder>();
  arrow::ListBuilder symbols_{arrow::default_memory_pool(), symbol_};
  std::shared_ptr<arrow::DoubleBuilder> coordinate_ = std::make_shared<arrow::DoubleBuilder>();
  std::shared_ptr<arrow::ListBuilder> triple_ =
      std::make_shared<arrow::ListBuilder>(arrow::default_memory_pool(), coordinate_);
  arrow::ListBuilder coordinates_{arrow::default_memory_pool(), triple_};
};

ParquetWriteOptions encodings() {
  ParquetWriteOptions options;
  options.row_group_rows_max = 2000;
  options.encodings = {{"row_id", ColumnEncoding::kDeltaByteArray},
                       {"step", ColumnEncoding::kDeltaBinaryPacked},
                       {"count", ColumnEncoding::kDeltaBinaryPacked},
                       {"energy", ColumnEncoding::kByteStreamSplit},
                       {"maybe_energy", ColumnEncoding::kByteStreamSplit},
                       {"written_at", ColumnEncoding::kDeltaBinaryPacked},
                       {"coordinates.element.element", ColumnEncoding::kByteStreamSplit}};
  return options;
}

Result<void> append_batch(Table& table, int number, bool with_note) {
  AppendOptions options;
  options.summary = {{"eigenlake.batch-id", fmt::format("batch-{}", number)}};
  options.tag = fmt::format("v_{}", number);
  for (const char* basis : {"sto3g", "6-31g(d) *"}) {
    Rows rows;
    for (int i = 0; i < kRowsPerFile; ++i) rows.append(number * kRowsPerFile + i, basis);
    EIGENLAKE_ASSIGN_OR_RETURN(auto writer, DataFileWriter::open(table, {kDay, std::string(basis)},
                                                                 new_data_file_name(), encodings()));
    EIGENLAKE_RETURN_IF_ERROR(writer.write(*rows.batch(with_note)));
    EIGENLAKE_ASSIGN_OR_RETURN(DataFile file, writer.finish());
    options.files.push_back(std::move(file));
  }
  EIGENLAKE_RETURN_IF_ERROR(append(table, options));
  return {};
}

Result<void> write_tables(const std::string& warehouse) {
  HadoopCatalog catalog(std::make_shared<LocalObjectStore>(warehouse));
  EIGENLAKE_ASSIGN_OR_RETURN(Table table, catalog.stage_create({"db", "every_type"}, every_type()));
  EIGENLAKE_RETURN_IF_ERROR(append_batch(table, 0, false));
  EIGENLAKE_RETURN_IF_ERROR(append_batch(table, 1, false));
  EIGENLAKE_RETURN_IF_ERROR(add_optional_columns(table, {{"note", Type::string(), "came later"}}));
  EIGENLAKE_RETURN_IF_ERROR(append_batch(table, 2, true));
  fmt::print("{}\n", table.metadata_uri());
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3 || std::string_view(argv[1]) != "write") {
    fmt::print(stderr, "usage: iceberg_tool write WAREHOUSE\n");
    return 2;
  }
  if (const auto written = write_tables(argv[2]); !written) {
    fmt::print(stderr, "{}\n", written.error().to_string());
    return 1;
  }
  return 0;
}
