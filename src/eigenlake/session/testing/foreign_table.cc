// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/testing/foreign_table.h"

#include <arrow/array.h>
#include <arrow/builder.h>
#include <arrow/record_batch.h>
#include <gtest/gtest.h>

#include "eigenlake/iceberg/catalog/catalog.h"
#include "eigenlake/iceberg/data/arrow_schema.h"
#include "eigenlake/iceberg/data/data_file_writer.h"
#include "eigenlake/iceberg/update/append.h"
#include "eigenlake/tables/iceberg_table.h"

namespace eigenlake {
namespace {

iceberg::Schema schema_of_notes() {
  iceberg::Schema schema;
  schema.fields = {{0, "id", true, iceberg::Type::int64(), "counts from 0"},
                   {0, "note", false, iceberg::Type::string(), ""}};
  schema = iceberg::assign_fresh_ids(schema);
  schema.identifier_field_ids = {schema.fields[0].id};
  return schema;
}

std::shared_ptr<arrow::RecordBatch> rows_of_notes(const iceberg::Schema& schema, int num_rows) {
  arrow::Int64Builder ids;
  arrow::StringBuilder notes;
  for (int i = 0; i < num_rows; ++i) {
    EXPECT_TRUE(ids.Append(i).ok());
    EXPECT_TRUE(notes.Append("note " + std::to_string(i)).ok());
  }
  return arrow::RecordBatch::Make(iceberg::arrow_schema_of(schema), num_rows,
                                  {ids.Finish().ValueOrDie(), notes.Finish().ValueOrDie()});
}

}  // namespace

void put_foreign_table(const Lake& lake, const std::string& name, int num_rows) {
  iceberg::CreateTableOptions options;
  options.schema = schema_of_notes();
  options.properties = {{"comment", "What somebody noted"}};
  auto table = lake.catalog().create_table(table_identifier(name), options);
  ASSERT_TRUE(table) << table.error().to_string();
  auto writer = iceberg::DataFileWriter::open(*table, {}, iceberg::new_data_file_name());
  ASSERT_TRUE(writer) << writer.error().to_string();
  ASSERT_TRUE(writer->write(*rows_of_notes(table->metadata().schema(), num_rows)));
  const auto file = writer->finish();
  ASSERT_TRUE(file) << file.error().to_string();
  iceberg::AppendOptions appended;
  appended.files = {*file};
  ASSERT_TRUE(iceberg::append(*table, appended));
}

}  // namespace eigenlake
