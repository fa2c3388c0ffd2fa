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

TEST(TableDefinition, TheTablesThatTheCodeNamesAreAllTables) {
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

TEST(TableDefinition, AnUnknownNameIsNotFound) {
  EXPECT_EQ(find_table("molecule"), nullptr);
  EXPECT_EQ(table_definition("molecules").find_column("nothing"), nullptr);
}

}  // namespace
}  // namespace eigenlake
