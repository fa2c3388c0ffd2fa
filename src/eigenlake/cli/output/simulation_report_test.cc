// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/output/simulation_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/cli/testing/fake_process.h"
#include "eigenlake/json/json.h"
#include "eigenlake/record/quality_flags.h"

namespace eigenlake {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

SimulationRow good_row() {
  SimulationRow row;
  row.molecule = "H2";
  row.experiment_id = "abc";
  row.basis = "sto3g";
  row.num_qubits = 4;
  row.num_parameters = 3;
  row.hf_total_energy = -1.1166843871;
  row.fci_total_energy = -1.1372701745;
  row.minimum = -1.8510456845;
  row.nuclear_repulsion_energy = 0.713775510;
  row.in_sector = true;
  row.evaluations = 7;
  row.success = true;
  row.stop_reason = "converged";
  row.seconds = 0.25;
  return row;
}

std::string table_of(const std::vector<SimulationRow>& rows, std::vector<std::string_view> varied = {}) {
  FakeProcess process;
  print_table(rows, varied, process.context.out, process.context.out_style());
  return process.out.str();
}

TEST(SimulationJson, KeysKeepTheirOrder) {
  const auto json = parse_json(to_json(good_row()).dump());
  ASSERT_TRUE(json) << json.error().to_string();
  std::vector<std::string> keys;
  for (const auto& [key, value] : json->items()) keys.push_back(key);
  EXPECT_EQ(keys[0], "molecule");
  EXPECT_EQ(keys[1], "experiment_id");
  EXPECT_NEAR((*json)["total_energy"], -1.1372701745, 1e-9);
  EXPECT_NEAR((*json)["error_millihartree"], 0.0, 1e-5);
  EXPECT_EQ((*json)["evaluations"], 7);
  EXPECT_EQ((*json)["skipped"], false);
  EXPECT_TRUE((*json)["scf"].is_null());
  EXPECT_TRUE((*json)["dipole_moment"].is_null());
  EXPECT_EQ((*json)["basis"], "sto3g");
  EXPECT_EQ((*json)["seed"], 0);
  EXPECT_FALSE(json->contains("scan"));
}

TEST(SimulationJson, OrbitalsAreAnObject) {
  SimulationRow row = good_row();
  row.scf = ScfNote{
      .method = "rhf", .guess = "sad", .stability = "stable", .level_shift = 0.5, .orbital_order = "aufbau"};
  row.scan = ScanPoint{.coordinate = "bond 0-1", .value = 0.75};
  row.quality_flags = {"a"};
  const auto json = parse_json(to_json(row).dump());
  EXPECT_EQ((*json)["scf"]["method"], "rhf");
  EXPECT_EQ((*json)["scf"]["level_shift"], 0.5);
  EXPECT_EQ((*json)["scan"], "bond 0-1");
  EXPECT_EQ((*json)["scan_value"], 0.75);
  EXPECT_THAT((*json)["quality_flags"], ElementsAre("a"));
}

TEST(SimulationJson, ErrorRequiresAReference) {
  SimulationRow row = good_row();
  row.fci_total_energy = std::nullopt;
  row.hf_total_energy = std::nullopt;
  const auto json = parse_json(to_json(row).dump());
  EXPECT_TRUE((*json)["fci_total_energy"].is_null());
  EXPECT_TRUE((*json)["error_millihartree"].is_null());
}

TEST(SimulationTable, NotesAndScansHaveOptionalColumns) {
  const std::string plain = table_of({good_row()});
  EXPECT_THAT(plain, AllOf(Not(HasSubstr("note")), Not(HasSubstr("scan"))));
  EXPECT_THAT(plain, AllOf(HasSubstr("-1.11668439"), HasSubstr("-1.13727017"), HasSubstr("0.000000")));
  SimulationRow point = good_row();
  point.scan = ScanPoint{.coordinate = "bond 0-1", .unit = "Å", .value = 0.75};
  EXPECT_THAT(table_of({point}), AllOf(HasSubstr("scan"), HasSubstr("0.75")));
  SimulationRow known = good_row();
  known.origin = kInLake;
  known.success = false;
  EXPECT_THAT(table_of({known}), AllOf(HasSubstr("note"), HasSubstr("already in the lake, not converged")));
}

TEST(SimulationTable, VaryingSettingsHaveColumns) {
  SimulationRow other = good_row();
  other.spec.seed = 41;
  const std::string table = table_of({good_row(), other}, {"seed"});
  EXPECT_THAT(table, AllOf(HasSubstr("seed"), HasSubstr("41")));
}

TEST(SimulationTable, NoRowsGiveNoTable) {
  EXPECT_EQ(table_of({}), "");
}

TEST(SimulationWarnings, GoodRunHasNone) {
  SimulatedRun run;
  run.in_sector = true;
  EXPECT_THAT(warnings_about(good_row(), run), IsEmpty());
}

TEST(SimulationWarnings, EachOddityIsAWarning) {
  SimulatedRun run;
  run.in_sector = true;
  run.warnings = {"of the run itself"};
  SimulationRow row = good_row();
  row.success = false;
  row.stop_reason = "max_iterations";
  row.quality_flags = {std::string(kAtHartreeFock), std::string(kBelowFci)};
  run.properties.s_squared_mean = 2.0;
  const auto warnings = warnings_about(row, run);
  ASSERT_THAT(warnings, SizeIs(4));
  EXPECT_EQ(warnings[0], "of the run itself");
  EXPECT_THAT(warnings[1], AllOf(HasSubstr("max_iterations"), HasSubstr("7")));
  EXPECT_THAT(warnings[2], HasSubstr("Hartree-Fock"));
  EXPECT_THAT(warnings[3], HasSubstr("2.0000"));
}

TEST(SimulationWarnings, OnlyLargeLeakageSuggestsAPenalty) {
  SimulatedRun run;
  run.in_sector = false;
  run.properties.sector_leakage = 1e-6;
  run.properties.num_particles_mean = 2.0;
  EXPECT_THAT(warnings_about(good_row(), run)[0], Not(HasSubstr("--penalty")));
  run.properties.sector_leakage = 0.4;
  EXPECT_THAT(warnings_about(good_row(), run)[0], AllOf(HasSubstr("--penalty"), HasSubstr("0.4")));
}

TEST(RowPrinter, JsonComesAtOnceAndTextAtTheEnd) {
  FakeProcess process;
  const Invocation json = process.invocation({{"json", {"true"}}});
  RowPrinter at_once(json);
  at_once.add(good_row());
  EXPECT_EQ(process.out.str(), to_json(good_row()).dump() + "\n");
  at_once.finish();
  EXPECT_EQ(process.out.str(), to_json(good_row()).dump() + "\n");
  FakeProcess other;
  const Invocation text = other.invocation();
  RowPrinter later(text);
  later.add(good_row());
  EXPECT_EQ(other.out.str(), "");
  later.finish();
  EXPECT_THAT(other.out.str(), HasSubstr("H2"));
}

}  // namespace
}  // namespace eigenlake
