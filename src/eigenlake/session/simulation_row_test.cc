// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/simulation_row.h"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/lake/testing/test_lake.h"
#include "eigenlake/session/sql_rows.h"
#include "eigenlake/session/testing/filled_lake.h"

namespace eigenlake {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(SimulationRow, RecordWithoutDiagnosticsLeavesFiguresEmpty) {
  const SimulationRow row = row_of(small_plan(1), small_record(1));
  EXPECT_EQ(row.molecule, "small 1");
  EXPECT_EQ(row.experiment_id, small_id(1));
  EXPECT_EQ(row.basis, "sto3g");
  EXPECT_EQ(row.minimum, -1.75);
  EXPECT_EQ(row.evaluations, 3);
  EXPECT_TRUE(row.success);
  EXPECT_THAT(row.optimal_parameters, ElementsAre(0.25, 0.5));
  EXPECT_FALSE(row.fci_total_energy);
  EXPECT_FALSE(row.in_sector);
  EXPECT_FALSE(row.scf);
  EXPECT_EQ(row.stop_reason, "");
  EXPECT_THAT(row.quality_flags, IsEmpty());
  EXPECT_FALSE(row.skipped);
}

TEST(SimulationRow, DiagnosticsFillTheRow) {
  RunRecord record = small_record(1);
  record.nuclear_repulsion_energy = 0.75;
  record.diagnostics =
      R"({"hf_total_energy": -0.9, "fci_total_energy": -1.002, "in_sector": false, "stop_reason": "converged",
          "quality_flags": ["outside_sector"], "saddles_escaped": 2, "dipole_moment": [0, 0, 1]})";
  const SimulationRow row = row_of(small_plan(1), record);
  EXPECT_EQ(row.hf_total_energy, -0.9);
  EXPECT_EQ(row.in_sector, false);
  EXPECT_EQ(row.stop_reason, "converged");
  EXPECT_TRUE(row.has_flag("outside_sector"));
  EXPECT_FALSE(row.has_flag("outside"));
  EXPECT_EQ(row.saddles_escaped, 2);
  EXPECT_EQ(row.total_energy(), -1.0);
  EXPECT_NEAR(*row.error_millihartree(), 2.0, 1e-9);
}

TEST(SimulationRow, UnreadableDiagnosticsCountAsNone) {
  RunRecord record = small_record(1);
  record.diagnostics = "no json";
  EXPECT_FALSE(row_of(small_plan(1), record).hf_total_energy);
}

TEST(SimulationRow, MissingReferenceGivesNoError) {
  EXPECT_FALSE(SimulationRow().error_millihartree());
}

TEST(SqlRows, ColumnsKeepTheirOrderAndNumbersTheirBits) {
  auto session = SqlSession::open({.num_threads = 1}).value();
  const auto rows = read_rows(session, "select 0.1::double as z, 'x' as a, null as n from range(2)");
  ASSERT_TRUE(rows) << rows.error().to_string();
  ASSERT_EQ(rows->size(), 2U);
  EXPECT_EQ((*rows)[0].dump(), R"({"z":0.1,"a":"x","n":null})");
  EXPECT_EQ(real_in((*rows)[0]["z"]), 0.1);
  EXPECT_FALSE(real_in((*rows)[0]["n"]));
}

TEST(SqlRows, NotANumberIsRead) {
  auto session = SqlSession::open({.num_threads = 1}).value();
  const auto rows = read_rows(session, "select 'nan'::double as x, '-inf'::double as y");
  ASSERT_TRUE(rows) << rows.error().to_string();
  EXPECT_TRUE(std::isnan(*real_in((*rows)[0]["x"])));
  EXPECT_EQ(*real_in((*rows)[0]["y"]), -INFINITY);
}

TEST(SqlRows, ErrorOfSqlIsReported) {
  auto session = SqlSession::open({.num_threads = 1}).value();
  EXPECT_FALSE(read_rows(session, "select nosuch"));
}

}  // namespace
}  // namespace eigenlake
