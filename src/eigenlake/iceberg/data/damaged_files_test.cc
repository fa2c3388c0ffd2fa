#include <arrow/api.h>
#include <gtest/gtest.h>

#include "eigenlake/avro/object_container.h"
#include "eigenlake/base/random.h"
#include "eigenlake/iceberg/catalog/hadoop/hadoop_catalog.h"
#include "eigenlake/iceberg/codec/manifest_avro.h"
#include "eigenlake/iceberg/codec/manifest_list_avro.h"
#include "eigenlake/iceberg/data/data_file_reader.h"
#include "eigenlake/iceberg/data/data_file_writer.h"
#include "eigenlake/iceberg/scan/scan.h"
#include "eigenlake/iceberg/spec/table_metadata_update.h"
#include "eigenlake/iceberg/update/append.h"
#include "eigenlake/iceberg/update/table_changes.h"
#include "eigenlake/object_store/in_memory_object_store.h"

namespace eigenlake::iceberg {
namespace {

constexpr int kRows = 300;
constexpr int kPlaces = 100;
const TableIdentifier kTable{"db", "damaged"};

/// A table with one data file in Parquet, one in Avro, and position deletes in Avro; all columns required, so
/// that no damaged name or id of one passes for a column of nulls.
class DamagedFiles : public ::testing::Test {
 protected:
  void SetUp() override {
    CreateTableOptions options;
    options.schema.fields = {{0, "number", true, Type::int64(), ""}, {0, "text", true, Type::string(), ""}};
    options.schema = assign_fresh_ids(options.schema);
    table_.emplace(*catalog_.create_table(kTable, options));
    data_ = {write_parquet(), write_avro(data_schema(), "data/b.avro", avro_rows())};
    AppendOptions appended;
    appended.files = data_;
    const auto snapshot = append(*table_, appended);
    ASSERT_TRUE(snapshot) << snapshot.error().to_string();
    commit_deletes();
    expected_ = *read_rows();
    ASSERT_EQ(expected_.size(), 2u * kRows - 2);
  }

  DataFile write_parquet() {
    arrow::Int64Builder numbers;
    arrow::StringBuilder texts;
    for (int i = 0; i < kRows; ++i)
      EXPECT_TRUE(numbers.Append(i).ok() && texts.Append("text " + std::to_string(i * i)).ok());
    const arrow::ArrayVector arrays = {*numbers.Finish(), *texts.Finish()};
    const auto schema = arrow::schema({arrow::field("", arrow::int64()), arrow::field("", arrow::utf8())});
    auto writer = DataFileWriter::open(*table_, {}, new_data_file_name());
    EXPECT_TRUE(writer->write(*arrow::RecordBatch::Make(schema, kRows, arrays)));
    return *writer->finish();
  }

  static avro::SchemaPtr data_schema() {
    return avro::record("row", {avro::required_field("number", avro::primitive(avro::Type::kLong),
                                                     {avro::attribute("field-id", 1)}),
                                avro::required_field("text", avro::primitive(avro::Type::kString),
                                                     {avro::attribute("field-id", 2)})});
  }
  static avro::SchemaPtr delete_schema() {
    return avro::record("del", {avro::required_field("file_path", avro::primitive(avro::Type::kString),
                                                     {avro::attribute("field-id", kDeleteFilePathId)}),
                                avro::required_field("pos", avro::primitive(avro::Type::kLong),
                                                     {avro::attribute("field-id", kDeletePositionId)})});
  }
  static std::vector<avro::Value> avro_rows() {
    std::vector<avro::Value> rows;
    for (int i = 0; i < kRows; ++i)
      rows.emplace_back(avro::Record{{int64_t{1000 + i}, "avro " + std::to_string(i * i)}});
    return rows;
  }

  DataFile write_avro(const avro::SchemaPtr& schema, const std::string& name,
                      const std::vector<avro::Value>& rows) {
    // The one codec with a checksum: with the others, damaged numbers are numbers.
    const auto bytes = avro::write_container(schema, rows, {.codec = avro::Codec::kSnappy});
    EXPECT_TRUE(store_->put(table_->key_below(name), *bytes));
    DataFile file;
    file.file_path = table_->recorded_path(name);
    file.file_format = "AVRO";
    file.record_count = std::ssize(rows);
    file.file_size_bytes = std::ssize(*bytes);
    return file;
  }

  void commit_deletes() {
    std::vector<avro::Value> rows;
    for (const DataFile& file : data_) rows.emplace_back(avro::Record{{file.file_path, int64_t{7}}});
    DataFile deletes = write_avro(delete_schema(), "data/deletes.avro", rows);
    deletes.content = FileContent::kPositionDeletes;
    const auto committed = commit_change(*table_, [&](TableMetadata& metadata) -> Result<bool> {
      const Snapshot parent = *metadata.current_snapshot();
      Manifest manifest{metadata.schema(),
                        metadata.partition_spec(),
                        ManifestContent::kDeletes,
                        {{ManifestEntry::Status::kAdded, 4711, {}, {}, deletes}}};
      EIGENLAKE_ASSIGN_OR_RETURN(const std::string bytes, manifest_to_avro(manifest));
      EIGENLAKE_ASSIGN_OR_RETURN(ManifestFile file, summarize_manifest(manifest, 4711, 2));
      file.manifest_path = table_->recorded_path("metadata/deletes-m0.avro");
      file.manifest_length = std::ssize(bytes);
      EIGENLAKE_RETURN_IF_ERROR(store_->put(table_->key_below("metadata/deletes-m0.avro"), bytes));
      EIGENLAKE_ASSIGN_OR_RETURN(auto list, read_manifest_list(*table_, parent));
      list.push_back(file);
      EIGENLAKE_ASSIGN_OR_RETURN(const std::string list_bytes,
                                 manifest_list_to_avro(list, 4711, parent.snapshot_id, 2));
      EIGENLAKE_RETURN_IF_ERROR(store_->put(table_->key_below("metadata/snap-4711.avro"), list_bytes));
      EIGENLAKE_RETURN_IF_ERROR(add_snapshot(
          metadata,
          make_snapshot(4711, parent.snapshot_id, 2, metadata.last_updated_ms + 1,
                        table_->recorded_path("metadata/snap-4711.avro"), 0, {{"operation", "delete"}})));
      return true;
    });
    ASSERT_TRUE(committed) << committed.error().to_string();
  }

  /// All rows of the reloaded table, as text.
  Result<std::vector<std::string>> read_rows() {
    const std::vector<std::string> names = {"number", "text"};
    std::vector<std::string> rows;
    EIGENLAKE_ASSIGN_OR_RETURN(const Table table, catalog_.load_table(kTable));
    EIGENLAKE_ASSIGN_OR_RETURN(const auto tasks, plan_files(table));
    for (const FileScanTask& task : tasks) {
      EIGENLAKE_ASSIGN_OR_RETURN(const auto read, read_data_file(table, task, names));
      for (int64_t row = 0; row < read->num_rows(); ++row)
        rows.push_back((*read->column(0)->GetScalar(row))->ToString() + " " +
                       (*read->column(1)->GetScalar(row))->ToString());
    }
    return rows;
  }

  /// The keys of every file that a reader of the newest state opens.
  std::vector<std::string> keys() {
    std::vector<std::string> keys = {catalog_.load_table(kTable)->version()};
    const auto objects = *store_->list("");
    for (const ObjectInfo& object : objects)
      if (!object.key.ends_with(".json") && !object.key.ends_with(".text") &&
          object.key.find("/snap-") == std::string::npos)
        keys.push_back(object.key);
    keys.push_back(table_->key_below("metadata/snap-4711.avro"));
    return keys;
  }

  std::shared_ptr<InMemoryObjectStore> store_ = std::make_shared<InMemoryObjectStore>();
  HadoopCatalog catalog_{store_};
  std::optional<Table> table_;
  std::vector<DataFile> data_;
  std::vector<std::string> expected_;
};

TEST_F(DamagedFiles, TruncationIsAnErrorThatNamesTheFile) {
  for (const std::string& key : keys()) {
    const std::string whole = *store_->get(key);
    for (int i = 0; i < kPlaces; ++i) {
      const size_t size = whole.size() * static_cast<size_t>(i) / kPlaces;
      ASSERT_TRUE(store_->put(key, whole.substr(0, size)));
      const auto rows = read_rows();
      ASSERT_FALSE(rows) << key << " cut at " << size;
      EXPECT_EQ(exit_code_of(rows.error().kind), ExitCode::kStore) << rows.error().to_string();
      EXPECT_NE(rows.error().to_string().find(key.substr(key.rfind('/') + 1)), std::string::npos)
          << rows.error().to_string();
    }
    ASSERT_TRUE(store_->put(key, whole));
  }
}

TEST_F(DamagedFiles, FlippedBitIsAnErrorOrHarmless) {
  constexpr uint64_t kSeed = 20250110;
  Random random(kSeed);
  for (const std::string& key : keys()) {
    const bool has_checksums = key.find("/data/") != std::string::npos;
    const std::string whole = *store_->get(key);
    for (int i = 0; i < kPlaces; ++i) {
      std::string damaged = whole;
      const size_t at = random.next() % damaged.size();
      damaged[at] = static_cast<char>(damaged[at] ^ (1 << random.next() % 8));
      ASSERT_TRUE(store_->put(key, damaged));
      const auto rows = read_rows();
      // Metadata carry no checksums: what a bit may change there is which files and columns there are, but
      // reading ends in an error or in rows.
      if (rows && has_checksums) EXPECT_EQ(*rows, expected_) << key << " at " << at << ", seed " << kSeed;
      if (!rows) EXPECT_FALSE(rows.error().message.empty());
    }
    ASSERT_TRUE(store_->put(key, whole));
  }
}

}  // namespace
}  // namespace eigenlake::iceberg
