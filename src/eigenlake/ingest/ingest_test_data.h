// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "eigenlake/iceberg/catalog/catalog.h"
#include "eigenlake/lake/audit_log.h"
#include "eigenlake/lake/lake_tables.h"
#include "eigenlake/lake/table_reader.h"
#include "eigenlake/lake/testing/test_lake.h"
#include "eigenlake/tables/table_names.h"

// What the tests of ingestion share: three small records, and what they make of a lake.

namespace eigenlake {

inline constexpr int kExperiments = 3;
inline constexpr int kIterations = 3;

/// Expected rows of kExperiments small records.
inline const std::map<std::string, int64_t> kExpectedRows = {
    {"molecules", 3},           {"ansatz_info", 3},
    {"performance_metrics", 3}, {"vqe_results", 3},
    {"initial_parameters", 6},  {"optimal_parameters", 6},
    {"vqe_iterations", 9},      {"iteration_parameters", 18},
    {"hamiltonian_terms", 6},   {"ml_iteration_features", 9},
    {"ml_run_summary", 3}};

/// Every table holds each experiment exactly once and every audited table version is there as a tag.
inline void expect_whole(const Lake& lake, const std::string& when) {
  const auto contents = visible_contents(lake);
  EXPECT_EQ(contents.rows, kExpectedRows) << when;
  for (const auto& [name, ids] : contents.experiments)
    EXPECT_EQ(ids.size(), size_t{kExperiments}) << when << name;
  const auto tables = LakeTables::load_all(lake).value();
  const auto log = AuditLog::read(tables.find(kAuditTable)).value();
  for (const auto& [name, table] : tables.tables()) {
    if (!lake.catalog().commits_together()) {
      const auto hint = lake.warehouse_store().get(table.key_below("metadata/version-hint.text"));
      ASSERT_TRUE(hint) << when << name;
      EXPECT_TRUE(table.version().ends_with(fmt::format("/v{}.metadata.json", *hint))) << when << name;
    }
    for (const auto* s = table.metadata().current_snapshot(); s != nullptr;) {
      const auto batch = batch_of(*s);
      ASSERT_TRUE(batch) << when << name;
      EXPECT_TRUE(log.contains(*batch)) << when << name;
      EXPECT_EQ(snapshot_of_batch(table.metadata(), *batch), s) << when << name;
      s = s->parent_snapshot_id ? table.metadata().snapshot_by_id(*s->parent_snapshot_id) : nullptr;
    }
  }
}

/// The same for a lake without features.
inline void expect_whole_ingest(const Lake& lake, const std::string& when) {
  auto expected = kExpectedRows;
  for (const char* name : {"ml_iteration_features", "ml_run_summary"}) expected.erase(name);
  const auto contents = visible_contents(lake);
  EXPECT_EQ(contents.rows, expected) << when;
  for (const auto& [name, ids] : contents.experiments)
    EXPECT_EQ(ids.size(), size_t{kExperiments}) << when << name;
}

inline void put_experiments(TestLake& lake) {
  lake.put_avro("a.avro", {small_record(1, kIterations), small_record(2, kIterations)});
  lake.put_json("b.json", {small_record(3, kIterations)});
}

/// The rows of one column, as texts, ordered.
inline std::vector<std::string> column_of(const Lake& lake, const std::string& table,
                                          std::string_view column) {
  std::vector<std::string> values;
  const auto tables = LakeTables::load_all(lake).value();
  const std::array columns = {column};
  EXPECT_TRUE(read_table(*tables.find(table), {}, columns, {}, [&](const TableChunk& chunk) {
    for (int64_t row = 0; row < chunk.num_rows(); ++row) values.emplace_back(chunk.string(0, row));
  }));
  std::ranges::sort(values);
  return values;
}

}  // namespace eigenlake
