// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/record/quality_flags.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/record/record_reader.h"
#include "eigenlake/record/testing/record_test_data.h"

namespace eigenlake {
namespace {

using testing::ElementsAre;

/// A run that ends at its lowest energy, −1 electronic and −0.5 in all.
RunRecord plain_record() {
  RunRecord record = sample_record(2, 1);
  record.iteration_list[0].result = -0.75;
  record.iteration_list[1].result = -1.0;
  record.minimum = -1.0;
  record.nuclear_repulsion_energy = 0.5;
  record.multiplicity = 1;
  record.run_options = R"({"identity": {"search": 2}})";
  record.diagnostics.reset();
  return record;
}

Diagnostics judged(const RunRecord& record) {
  return judged_diagnostics(record, parse_run_settings(record).value());
}

std::vector<std::string> flags_of(const RunRecord& record) {
  return judged(record).quality_flags.value_or(std::vector<std::string>());
}

std::vector<std::string> flags_with(const char* diagnostics) {
  RunRecord record = plain_record();
  record.diagnostics = diagnostics;
  return flags_of(record);
}

TEST(QualityFlags, OrdinaryRecordHasNone) {
  EXPECT_FALSE(judged(plain_record()).quality_flags);
  RunRecord with_empty_list = plain_record();
  with_empty_list.diagnostics = R"({"quality_flags": []})";
  EXPECT_FALSE(judged(with_empty_list).quality_flags);
  EXPECT_THAT(flags_with(R"({"fci_total_energy": -0.5, "sector_leakage": 1e-11, "in_sector": true})"),
              ElementsAre());
}

TEST(QualityFlags, UncheckedMinimumIsFlagged) {
  const auto examples = read_records(repository_file("tests/data/record_example.json")).value();
  EXPECT_THAT(flags_of(examples[0]), ElementsAre(kUncheckedMinimum));
  RunRecord record = plain_record();
  for (const char* options : {"{}", R"({"identity": {"restarts": 1}})", R"({"identity": {"search": "2"}})"}) {
    record.run_options = options;
    EXPECT_THAT(flags_of(record), ElementsAre(kUncheckedMinimum)) << options;
  }
}

TEST(QualityFlags, HartreeFockEnergyIsFlaggedWhereThereIsCorrelation) {
  EXPECT_THAT(flags_with(R"({"hf_total_energy": -0.5, "fci_total_energy": -0.52})"),
              ElementsAre(kAtHartreeFock));
  EXPECT_THAT(flags_with(R"({"hf_total_energy": -0.5000005, "mp2_total_energy": -0.52})"),
              ElementsAre(kAtHartreeFock));
  EXPECT_THAT(flags_with(R"({"hf_total_energy": -0.4, "fci_total_energy": -0.52})"), ElementsAre());
  EXPECT_THAT(flags_with(R"({"hf_total_energy": -0.5, "fci_total_energy": -0.500009})"), ElementsAre())
      << "one electron has no correlation";
  EXPECT_THAT(flags_with(R"({"hf_total_energy": -0.5, "fci_total_energy": -0.5, "mp2_total_energy": -0.6})"),
              ElementsAre())
      << "FCI knows better than MP2";
  EXPECT_THAT(flags_with(R"({"hf_total_energy": -0.5})"), ElementsAre());
}

TEST(QualityFlags, MinimumApartFromTheLowestIterationIsFlagged) {
  RunRecord record = plain_record();
  record.minimum = -1.0 + 0.9e-9;
  EXPECT_THAT(flags_of(record), ElementsAre());
  record.minimum = -1.0 + 1.1e-9;
  EXPECT_THAT(flags_of(record), ElementsAre(kMinimumDiffers));
  record.minimum = -1.0 - 1.1e-9;
  EXPECT_THAT(flags_of(record), ElementsAre(kMinimumDiffers));
}

TEST(QualityFlags, PenaltyAllowsAnyOfTheEnergies) {
  RunRecord record = plain_record();
  record.minimum = -0.75;
  EXPECT_THAT(flags_of(record), ElementsAre(kMinimumDiffers));
  record.run_options = R"({"identity": {"penalty": 0.0, "search": 2}})";
  EXPECT_THAT(flags_of(record), ElementsAre(kMinimumDiffers));
  record.run_options = R"({"identity": {"penalty": 2.0, "search": 2}})";
  EXPECT_THAT(flags_of(record), ElementsAre());
  record.minimum = -0.8;
  EXPECT_THAT(flags_of(record), ElementsAre(kMinimumDiffers));
}

TEST(QualityFlags, StateOutsideItsSectorIsFlagged) {
  EXPECT_THAT(flags_with(R"({"sector_leakage": 2e-10})"), ElementsAre(kOutsideSector));
  EXPECT_THAT(flags_with(R"({"in_sector": false})"), ElementsAre(kOutsideSector));
  EXPECT_THAT(flags_with(R"({"sector_leakage": 1e-10})"), ElementsAre());
}

TEST(QualityFlags, EnergyBelowTheBoundIsFlaggedInsideTheSectorOnly) {
  EXPECT_THAT(flags_with(R"({"fci_total_energy": -0.499, "in_sector": true})"),
              ElementsAre(kBelowVariationalBound));
  EXPECT_THAT(flags_with(R"({"fci_total_energy": -0.4999999995, "in_sector": true})"), ElementsAre());
  EXPECT_THAT(flags_with(R"({"fci_total_energy": -0.499, "in_sector": false})"), ElementsAre(kOutsideSector));
  EXPECT_THAT(flags_with(R"({"fci_total_energy": -0.499})"), ElementsAre()) << "nobody knows the sector";
}

TEST(QualityFlags, AnotherSpinMayLieBelowTheReference) {
  EXPECT_THAT(flags_with(R"({"fci_total_energy": -0.4, "in_sector": true, "s_squared_mean": 1e-12})"),
              ElementsAre(kBelowVariationalBound));
  EXPECT_THAT(flags_with(R"({"fci_total_energy": -0.4, "in_sector": true, "s_squared_mean": 2.0})"),
              ElementsAre());
}

TEST(QualityFlags, FlagsOfTheRecordComeFirstAndOnce) {
  EXPECT_THAT(flags_with(R"({"in_sector": false, "quality_flags": ["not_converged", "outside_sector"]})"),
              ElementsAre("not_converged", "outside_sector"));
  EXPECT_THAT(flags_with(R"({"in_sector": false, "quality_flags": ["slow"]})"),
              ElementsAre("slow", kOutsideSector));
}

TEST(QualityFlags, UnreadableDiagnosticsAreFlagged) {
  EXPECT_THAT(flags_with("not json"), ElementsAre(kDiagnosticsUnreadable));
}

}  // namespace
}  // namespace eigenlake
