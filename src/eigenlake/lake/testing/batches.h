// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include <arrow/record_batch.h>
#include <gtest/gtest.h>

#include "eigenlake/iceberg/data/data_file_writer.h"
#include "eigenlake/iceberg/data/partition_rows.h"
#include "eigenlake/iceberg/spec/table_metadata_update.h"
#include "eigenlake/iceberg/update/append.h"
#include "eigenlake/lake/audit_log.h"
#include "eigenlake/lake/audit_row.h"
#include "eigenlake/lake/batch_tags.h"
#include "eigenlake/lake/lake.h"
#include "eigenlake/lake/staged_table.h"
#include "eigenlake/lake/testing/test_lake.h"
#include "eigenlake/tables/table_names.h"

/// Batches by hand, for tests of what is below the module that makes them.
namespace eigenlake::by_hand {

/// The id of the n-th batch; the first eight digits are its number.
inline std::string batch_id(int number) {
  return fmt::format("{:08}-0000-4000-8000-000000000000", number);
}

/// A batch that ran `number` seconds after 2025-01-10.
inline BatchStamp batch_stamp(int number) {
  return {batch_id(number), "ingest", 1'736'467'200'000'000 + number * 1'000'000LL};
}

/// The table, made where there is none.
inline iceberg::Table make_table(const Lake& lake, std::string_view name) {
  auto found = lake.catalog().load_table({std::string(kDatabase), std::string(name)});
  if (found) return *std::move(found);
  const auto staged = stage_table(lake.catalog(), name, {}, {});
  EXPECT_TRUE(staged) << staged.error().to_string();
  auto made = lake.catalog().commit(*staged, staged->metadata());
  EXPECT_TRUE(made) << made.error().to_string();
  return *std::move(made);
}

/// Appends rows of one partition as a batch does: with its id and tag.
inline iceberg::Snapshot append_rows(iceberg::Table& table, const std::shared_ptr<arrow::RecordBatch>& rows,
                                     const std::string& batch) {
  iceberg::AppendOptions options;
  options.summary = {{std::string(kBatchIdProperty), batch}};
  options.tag = table.metadata().current_snapshot() == nullptr ? creation_tag(batch) : append_tag(batch);
  if (rows != nullptr) {
    const auto runs =
        iceberg::partition_runs(table.metadata().partition_spec(), table.metadata().schema(), *rows);
    EXPECT_TRUE(runs && runs->size() == 1);
    auto writer = iceberg::DataFileWriter::open(table, runs->at(0).values, iceberg::new_data_file_name());
    EXPECT_TRUE(writer->write(*rows));
    options.files = {*writer->finish()};
  }
  auto snapshot = iceberg::append(table, options);
  EXPECT_TRUE(snapshot) << snapshot.error().to_string();
  return *std::move(snapshot);
}

/// Makes a batch complete: its row of processing_metadata, with the rows that it says it added.
inline void audit_batch(const Lake& lake, const BatchStamp& stamp,
                        const std::map<std::string, int64_t>& rows = {}) {
  AuditRow row{.stamp = stamp, .source_info = "by hand", .tables = {}};
  for (const auto& [name, count] : rows) row.tables.push_back({name, append_tag(stamp.batch_id), count});
  iceberg::Table audit = make_table(lake, kAuditTable);
  append_rows(audit, audit_rows(row), stamp.batch_id);
}

/// The log of these batches, which became complete at times 1000, 2000, …
inline AuditLog log_of(const std::vector<int>& batches) {
  const TestLake lake;
  const Lake opened = lake.open();
  const iceberg::Table audit = make_table(opened, kAuditTable);
  auto metadata = audit.metadata();
  for (const int batch : batches) {
    const int64_t id = std::ssize(metadata.snapshots) + 1;
    const iceberg::SnapshotSummary summary = {{"operation", "append"}, {"total-records", std::to_string(id)}};
    EXPECT_TRUE(iceberg::add_snapshot(
        metadata, iceberg::make_snapshot(id, metadata.current_snapshot_id, id, 1000 * id, "m", 0, summary)));
    metadata.refs[append_tag(batch_id(batch))] = {id, iceberg::SnapshotRef::Kind::kTag, {}, {}, {}};
  }
  const iceberg::Table tagged(opened.catalog(), audit.shared_store(), audit.identifier(),
                              audit.directory_key(), audit.version(),
                              std::make_shared<iceberg::TableMetadata>(metadata));
  auto log = AuditLog::read(&tagged);
  EXPECT_TRUE(log) << log.error().to_string();
  return *std::move(log);
}

}  // namespace eigenlake::by_hand
