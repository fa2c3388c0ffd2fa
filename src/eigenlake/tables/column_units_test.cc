// SPDX-License-Identifier: Apache-2.0

#include <gtest/gtest.h>

#include "eigenlake/tables/table_definition.h"

namespace eigenlake {
namespace {

TEST(ColumnUnits, EnergiesTimesAndAnglesHaveUnits) {
  EXPECT_EQ(unit_of("minimum_energy"), "hartree");
  EXPECT_EQ(unit_of("vqe_time"), "second");
  EXPECT_EQ(unit_of("parameter_value"), "radian");
  EXPECT_EQ(unit_of("num_qubits"), "");
  EXPECT_EQ(unit_of("nothing"), "");
}

TEST(ColumnUnits, EveryEnergyOfEveryTableIsInHartree) {
  for (const auto& table : all_tables()) {
    for (const auto& column : table.columns) {
      if (column.type != ColumnType::kDouble || !column.name.ends_with("_energy")) continue;
      EXPECT_EQ(unit_of(column.name), column.name == "normalized_energy" ? "" : "hartree") << column.name;
    }
  }
}

TEST(ColumnUnits, EveryTableHasUnitsForTimesAnglesAndErrors) {
  for (const auto& table : all_tables()) {
    for (const auto& column : table.columns) {
      if (column.type != ColumnType::kDouble) continue;
      if (column.name.ends_with("_time")) {
        EXPECT_EQ(unit_of(column.name), "second") << column.name;
      }
      if (column.name.ends_with("parameter_value")) {
        EXPECT_EQ(unit_of(column.name), "radian") << column.name;
      }
      if (column.name.ends_with("_millihartree")) {
        EXPECT_EQ(unit_of(column.name), "millihartree") << column.name;
      }
    }
  }
  EXPECT_EQ(unit_of("coordinates"), "coordinate_units") << "that column tells";
}

TEST(TableConventions, SayWhereTheNuclearRepulsionIs) {
  ASSERT_FALSE(table_conventions().empty());
  EXPECT_NE(table_conventions()[0].find("nuclear repulsion"), std::string::npos);
}

}  // namespace
}  // namespace eigenlake
