// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/tables/table_definition.h"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> column_names(std::string_view table) {
  std::vector<std::string> names;
  for (const auto& column : table_definition(table).columns) names.push_back(column.name);
  return names;
}

TEST(TableDefinition, CodeNamesEveryTable) {
  std::vector<std::string_view> expected(kNormalizedTables.begin(), kNormalizedTables.end());
  expected.insert(expected.end(), kFeatureTables.begin(), kFeatureTables.end());
  expected.push_back(kAuditTable);
  expected.push_back(kLedgerTable);
  expected.insert(expected.end(), kSideTables.begin(), kSideTables.end());
  std::vector<std::string_view> found;
  for (const auto& table : all_tables()) found.push_back(table.name);
  EXPECT_EQ(found, expected);
}

TEST(TableDefinition, KeysAndPartitionsAreRequiredColumnsExceptInTheMlTables) {
  for (const auto& table : all_tables()) {
    for (const auto& key : table.key) {
      ASSERT_NE(table.find_column(key), nullptr) << table.name << "." << key;
      EXPECT_TRUE(table.find_column(key)->required) << table.name << "." << key;
    }
    for (const auto& partition : table.partition)
      EXPECT_NE(table.find_column(partition), nullptr) << table.name;
  }
}

TEST(TableDefinition, ColumnNamesAreUniqueWithinATable) {
  for (const auto& table : all_tables()) {
    std::set<std::string> names;
    for (const auto& column : table.columns) EXPECT_TRUE(names.insert(column.name).second) << column.name;
  }
}

TEST(TableDefinition, EveryNormalizedTableHasTheProcessingColumnsInOrder) {
  for (const auto table : kNormalizedTables) {
    const auto names = column_names(table);
    const auto first = std::ranges::find(names, "processing_timestamp");
    ASSERT_GE(names.end() - first, 4) << table;
    EXPECT_THAT(std::vector(first, first + 4), ElementsAre("processing_timestamp", "processing_date",
                                                           "processing_batch_id", "processing_name"));
  }
}

TEST(TableDefinition, LedgerColumnsAreInTheSpecifiedOrder) {
  EXPECT_THAT(
      column_names(kLedgerTable),
      ElementsAre("object_uri", "etag", "size_bytes", "format", "records", "experiments_new",
                  "experiments_duplicate", "status", "error", "processing_batch_id", "processing_timestamp"));
}

TEST(TableDefinition, CountsAndStepsAreIntAndNewMinimaAreLong) {
  EXPECT_EQ(table_definition("iteration_parameters").find_column("iteration_step")->type, ColumnType::kInt);
  EXPECT_EQ(table_definition("vqe_results").find_column("default_shots")->type, ColumnType::kInt);
  EXPECT_EQ(table_definition("ml_run_summary").find_column("num_new_minima")->type, ColumnType::kLong);
  EXPECT_EQ(table_definition("molecules").find_column("coordinates")->type, ColumnType::kDoubleListList);
}

TEST(TableDefinition, UnknownNameIsNotFound) {
  EXPECT_EQ(find_table("molecule"), nullptr);
  EXPECT_EQ(table_definition("molecules").find_column("nothing"), nullptr);
}

/// Notebooks and dashboards depend on them.
TEST(TableDefinition, KeysAndPartitionsAreTheSpecifiedOnes) {
  using Names = std::vector<std::string>;
  struct Expected {
    const char* table;
    Names key;
    Names partition;
  };
  const Names experiment = {"experiment_id", "molecule_id"};
  const Names with_basis = {"experiment_id", "molecule_id", "basis_set"};
  const Names date = {"processing_date"};
  const Names basis = {"processing_date", "basis_set"};
  const Names backend = {"processing_date", "basis_set", "backend"};
  for (const auto& [name, key, partition] :
       {Expected{"molecules", experiment, date}, Expected{"ansatz_info", experiment, basis},
        Expected{"performance_metrics", with_basis, basis}, Expected{"vqe_results", with_basis, backend},
        Expected{"initial_parameters", {"parameter_id"}, basis},
        Expected{"optimal_parameters", {"parameter_id"}, basis},
        Expected{"vqe_iterations", {"iteration_id"}, backend},
        Expected{"iteration_parameters", {"parameter_id"}, basis},
        Expected{"hamiltonian_terms", {"term_id"}, backend},
        Expected{"ml_iteration_features", {"experiment_id", "iteration_step"}, date},
        Expected{"ml_run_summary", {"experiment_id"}, basis},
        Expected{"processing_metadata", {"processing_batch_id"}, {}},
        Expected{"source_objects", {"object_uri", "etag"}, {}}}) {
    EXPECT_EQ(table_definition(name).key, key) << name;
    EXPECT_EQ(table_definition(name).partition, partition) << name;
  }
}

TEST(TableDefinition, OnlyTheLedgersNewestRowWins) {
  for (const auto& table : all_tables()) {
    EXPECT_EQ(table.is_side, std::ranges::find(kSideTables, table.name) != kSideTables.end()) << table.name;
    EXPECT_EQ(table.newest_wins, table.name == kLedgerTable) << table.name;
  }
}

TEST(TableDefinition, EverythingIsDescribed) {
  for (const auto& table : all_tables()) {
    EXPECT_FALSE(table.description.empty()) << table.name;
    EXPECT_FALSE(table.row_per.empty()) << table.name;
    for (const auto& column : table.columns)
      EXPECT_FALSE(column.meaning.empty()) << table.name << column.name;
  }
}

TEST(TableDefinition, LaterColumnsMayBeNull) {
  for (const auto& [table, column] :
       std::vector<std::pair<const char*, const char*>>{{"molecules", "name"},
                                                        {"molecules", "formula"},
                                                        {"vqe_results", "hf_total_energy"},
                                                        {"vqe_results", "jitter"},
                                                        {"performance_metrics", "performance_start"},
                                                        {"ml_run_summary", "name"}}) {
    ASSERT_NE(table_definition(table).find_column(column), nullptr) << column;
    EXPECT_FALSE(table_definition(table).find_column(column)->required) << column;
  }
  for (const auto table : kFeatureTables) {
    for (const auto& column : table_definition(table).columns) {
      const bool is_needed = column.name == "experiment_id" || column.name == "iteration_step" ||
                             column.name == "processing_date";
      EXPECT_EQ(column.required, is_needed) << table << "." << column.name;
    }
  }
}

TEST(ColumnTypes, AreSpelledAsIcebergSpellsThem) {
  EXPECT_EQ(name_of(ColumnType::kTimestamptz), "timestamptz");
  EXPECT_EQ(name_of(ColumnType::kLongList), "list<long>");
  EXPECT_EQ(name_of(ColumnType::kDoubleListList), "list<list<double>>");
}

TEST(TableDefinition, IdsShareTheirPrefixesAndPositionsTheirSteps) {
  for (const auto& table : all_tables()) {
    for (const auto& column : table.columns) {
      const bool is_unique = std::ranges::find(table.key, column.name) != table.key.end() &&
                             table.key.size() == 1 && column.name.ends_with("_id") &&
                             column.name != "experiment_id" && column.name != "processing_batch_id";
      EXPECT_EQ(column.encoding == eigenlake::ColumnEncoding::kDeltaByteArray, is_unique)
          << table.name << "." << column.name;
    }
  }
}

}  // namespace
}  // namespace eigenlake
