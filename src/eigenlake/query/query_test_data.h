// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include <arrow/api.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "eigenlake/iceberg/catalog/hadoop/hadoop_catalog.h"
#include "eigenlake/iceberg/data/data_file_writer.h"
#include "eigenlake/iceberg/data/position_delete_file.h"
#include "eigenlake/iceberg/scan/scan.h"
#include "eigenlake/iceberg/update/append.h"
#include "eigenlake/iceberg/update/remove_rows.h"
#include "eigenlake/object_store/in_memory_object_store.h"
#include "eigenlake/object_store/local_object_store.h"
#include "eigenlake/query/lake_views.h"
#include "eigenlake/query/result_writer.h"
#include "eigenlake/query/sql_session.h"

// Shared by the tests of queries: sessions, results as text, and tables of a lake with rows from SQL, so that
// a view is compared with DuckDB's answer to the same query.

namespace eigenlake {

inline SqlSession open_session(const SqlSessionOptions& options = {.num_threads = 1}) {
  auto session = SqlSession::open(options);
  EXPECT_TRUE(session) << session.error().to_string();
  return std::move(*session);
}

/// The error of a call that must fail.
template <typename T>
Error failure_of(const Result<T>& result) {
  EXPECT_FALSE(result);
  return result ? Error{} : result.error();
}

/// The result of a query of our own as CSV.
inline Result<std::string> ask(SqlSession& session, const std::string& sql) {
  std::ostringstream out;
  EIGENLAKE_RETURN_IF_ERROR(session.query(sql, [&](SqlResult& result) { return write_csv(result, out); }));
  return out.str();
}

/// The same of a query that cannot fail.
inline std::string answer(SqlSession& session, const std::string& sql) {
  auto csv = ask(session, sql);
  EXPECT_TRUE(csv) << sql << "\n" << csv.error().to_string();
  return csv.value_or("");
}

/// Fails with the first line in which two long texts differ.
inline void expect_same_lines(const std::string& found, const std::string& expected,
                              const std::string& what) {
  std::istringstream found_lines(found);
  std::istringstream expected_lines(expected);
  std::string found_line;
  for (std::string line; std::getline(expected_lines, line);) {
    if (!std::getline(found_lines, found_line)) found_line = "nothing";
    if (found_line == line) continue;
    ADD_FAILURE() << what << "\nexpected " << line << "\nfound    " << found_line;
    return;
  }
  EXPECT_EQ(std::ranges::count(found, '\n'), std::ranges::count(expected, '\n')) << what;
}

inline iceberg::NestedField column(std::string name, iceberg::Type type, bool required = false) {
  return {0, std::move(name), required, std::move(type), ""};
}
/// A column of a primitive type as Iceberg spells it.
inline iceberg::NestedField column(std::string name, const char* type, bool required = false) {
  return column(std::move(name), iceberg::parse_primitive_type(type).value(), required);
}

/// A folder of one test, with special characters in its name.
class TestFolder {
 public:
  TestFolder()
      : path_(std::filesystem::path(::testing::TempDir()) /
              (std::to_string(::getpid()) + " it's a [lake] with *stars?")) {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }
  ~TestFolder() { std::filesystem::remove_all(path_); }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// A table of a lake, with one data file for each append.
class QueryTable {
 public:
  QueryTable(std::shared_ptr<ObjectStore> store, std::vector<iceberg::NestedField> columns,
             const std::vector<std::string>& partition = {}, std::string name = "things")
      : name_(std::move(name)), catalog_(std::make_unique<iceberg::HadoopCatalog>(std::move(store))) {
    iceberg::CreateTableOptions options;
    options.schema.fields = std::move(columns);
    options.schema = iceberg::assign_fresh_ids(options.schema);
    options.partition_spec = *iceberg::identity_partition_spec(options.schema, partition);
    table_ = *catalog_->create_table({"quantum_features", name_}, options);
  }

  iceberg::Table& table() { return *table_; }
  TableSnapshot snapshot() const {
    return {.name = name_, .table = *table_, .snapshot_id = table_->metadata().current_snapshot_id};
  }

  /// Appends the rows of a query whose columns have the table's types. A blob becomes a fixed or a UUID.
  int64_t append(const std::string& select, iceberg::PartitionValues partition = {},
                 iceberg::SnapshotSummary summary = {{"eigenlake.batch-id", "b"}}) {
    return append_files({write(select, std::move(partition))}, std::move(summary));
  }
  int64_t append_files(std::vector<iceberg::DataFile> files,
                       iceberg::SnapshotSummary summary = {{"eigenlake.batch-id", "b"}}) {
    iceberg::AppendOptions options;
    options.files = std::move(files);
    options.summary = std::move(summary);
    const auto appended = iceberg::append(*table_, options);
    EXPECT_TRUE(appended) << appended.error().to_string();
    return appended->snapshot_id;
  }
  /// The file alone; no snapshot has it.
  iceberg::DataFile write(const std::string& select, iceberg::PartitionValues partition = {}) {
    auto writer =
        iceberg::DataFileWriter::open(*table_, std::move(partition), iceberg::new_data_file_name()).value();
    const auto done = maker_.query(select, [&](SqlResult& result) -> Result<> {
      while (true) {
        EIGENLAKE_ASSIGN_OR_RETURN(const bool more, result.next_chunk());
        if (!more) return {};
        EIGENLAKE_ASSIGN_OR_RETURN(const auto rows, result.record_batch());
        EIGENLAKE_RETURN_IF_ERROR(writer.write(*with_fixed(*rows)));
      }
    });
    EXPECT_TRUE(done) << select << "\n" << done.error().to_string();
    return writer.finish().value();
  }

  /// Deletes rows of a file as other engines do: by position, in a file beside it.
  int64_t delete_rows(const iceberg::DataFile& of, const std::vector<int64_t>& places) {
    iceberg::DataFile entry;
    entry.content = iceberg::FileContent::kPositionDeletes;
    entry.file_path = table_->recorded_path("data/" + iceberg::new_data_file_name() + "-deletes.parquet");
    entry.partition = of.partition;
    entry.spec_id = of.spec_id;
    auto written = iceberg::write_position_deletes({{of.file_path, places}}, entry).value();
    EXPECT_TRUE(table_->store().put(table_->key_of(entry.file_path).value(), written.bytes));
    iceberg::RemoveRowsAction action(*table_, {.removed_files = {},
                                               .added_files = {},
                                               .delete_files = {std::move(written.entry)},
                                               .expected_snapshot = table_->metadata().current_snapshot_id,
                                               .summary = {{"eigenlake.batch-id", "d"}},
                                               .tag = {}});
    EXPECT_TRUE(action.commit());
    return table_->metadata().current_snapshot_id.value();
  }

  std::vector<iceberg::FileScanTask> files() const { return iceberg::plan_files(*table_).value(); }

 private:
  std::shared_ptr<arrow::RecordBatch> with_fixed(const arrow::RecordBatch& rows) const {
    arrow::ArrayVector columns = rows.columns();
    for (size_t i = 0; i < columns.size(); ++i) {
      const iceberg::Type& type = table_->metadata().schema().fields[i].type;
      const bool is_uuid = type.kind == iceberg::TypeKind::kUuid;
      if (!is_uuid && type.kind != iceberg::TypeKind::kFixed) continue;
      arrow::FixedSizeBinaryBuilder builder(arrow::fixed_size_binary(is_uuid ? 16 : type.length));
      const auto& texts = static_cast<const arrow::BinaryArray&>(*columns[i]);
      for (int64_t row = 0; row < texts.length(); ++row)
        EXPECT_TRUE((texts.IsNull(row) ? builder.AppendNull() : builder.Append(texts.GetView(row))).ok());
      columns[i] = builder.Finish().ValueOrDie();
    }
    arrow::FieldVector fields;
    for (size_t i = 0; i < columns.size(); ++i)
      fields.push_back(rows.schema()->field(static_cast<int>(i))->WithType(columns[i]->type()));
    return arrow::RecordBatch::Make(arrow::schema(std::move(fields)), rows.num_rows(), std::move(columns));
  }

  std::string name_;
  std::unique_ptr<iceberg::HadoopCatalog> catalog_;
  std::optional<iceberg::Table> table_;
  SqlSession maker_ = open_session();
};

/// A store whose files DuckDB may read by itself, and one whose files only our reader reads.
inline std::shared_ptr<ObjectStore> store_in(const TestFolder& folder) {
  return std::make_shared<LocalObjectStore>(folder.path());
}
inline std::shared_ptr<ObjectStore> store_in_memory() {
  return std::make_shared<InMemoryObjectStore>();
}

}  // namespace eigenlake
