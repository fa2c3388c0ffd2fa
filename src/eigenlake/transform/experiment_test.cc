// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/transform/experiment.h"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/transform/feature_settings.h"
#include "eigenlake/transform/total_energies.h"
#include "eigenlake/transform/transform_test_data.h"

namespace eigenlake {
namespace {

using ::testing::HasSubstr;

TEST(MoleculeName, JoinsTheSymbolsInTheirOrder) {
  RunRecord record;
  EXPECT_EQ(molecule_name(record), "");
  record.symbols = {"Li", "H", "H"};
  EXPECT_EQ(molecule_name(record), "LiHH");
}

/// Expects that a change makes a valid record corrupt.
void expect_corrupt(const std::string& what, const std::function<void(RunRecord&)>& change) {
  RunRecord record = full_experiment().record;
  ASSERT_TRUE(check_record(record)) << check_record(record).error().message;
  change(record);
  const auto checked = check_record(record);
  ASSERT_FALSE(checked) << what;
  EXPECT_EQ(checked.error().kind, ErrorKind::kCorrupt) << what;
  EXPECT_THAT(checked.error().message, HasSubstr(what));
}

TEST(CheckedRecords, BasisAndBackendFitFolderNames) {
  expect_corrupt("basis_set", [](RunRecord& record) { record.basis_set = std::string(246, 'x'); });
  expect_corrupt("backend", [](RunRecord& record) { record.backend = std::string(248, 'x'); });
  RunRecord record = full_experiment().record;
  record.basis_set = std::string(245, 'x');  // With "basis_set=" the 255 bytes of a name.
  record.backend = std::string(247, 'x');
  EXPECT_TRUE(check_record(record));
  record.basis_set = std::string(100, '*');
  EXPECT_TRUE(check_record(record)) << "an asterisk stays itself";
  record.basis_set = std::string(41, '+');
  EXPECT_TRUE(check_record(record));
  expect_corrupt("basis_set", [](RunRecord& r) { r.basis_set = std::string(90, '+'); });
}

TEST(CheckedRecords, RecordsRequireKeysAndNumbers) {
  expect_corrupt("backend", [](RunRecord& record) { record.backend = ""; });
  expect_corrupt("iteration_list", [](RunRecord& record) { record.iteration_list.clear(); });
  expect_corrupt("initial_parameters", [](RunRecord& record) { record.initial_parameters.pop_back(); });
  expect_corrupt("coords", [](RunRecord& record) { record.coords.pop_back(); });
  expect_corrupt("minimum", [](RunRecord& record) { record.minimum = std::nan(""); });
}

TEST(FeatureWindows, ReadBackFromTheirProperties) {
  const FeatureSettings settings{.rolling_window = 7, .trajectory_head = 1, .trajectory_tail = 99};
  const auto properties = settings.to_properties();
  EXPECT_EQ(properties, (std::map<std::string, std::string>{{"eigenlake.ml.rolling-window", "7"},
                                                            {"eigenlake.ml.trajectory-head", "1"},
                                                            {"eigenlake.ml.trajectory-tail", "99"}}));
  EXPECT_EQ(FeatureSettings::of(properties), settings);
}

TEST(FeatureWindows, DefaultsAreFiveAndTen) {
  const FeatureSettings defaults = FeatureSettings::of({});
  EXPECT_EQ(defaults.rolling_window, 5);
  EXPECT_EQ(defaults.trajectory_head, 10);
  EXPECT_EQ(defaults.trajectory_tail, 10);
  EXPECT_EQ(FeatureSettings::of({{"eigenlake.ml.rolling-window", "many"}, {"other", "3"}}), defaults);
  EXPECT_EQ(FeatureSettings::of({{"eigenlake.ml.trajectory-tail", "3"}}).trajectory_tail, 3);
}

TEST(FeatureWindows, EachIsComparedWithTheLakes) {
  const FeatureSettings made{.rolling_window = 3, .trajectory_head = 4, .trajectory_tail = 6};
  const auto properties = made.to_properties();
  EXPECT_TRUE(made.check_against(properties));
  for (int FeatureSettings::* field : {&FeatureSettings::rolling_window, &FeatureSettings::trajectory_head,
                                       &FeatureSettings::trajectory_tail}) {
    FeatureSettings other = made;
    other.*field += 100;
    const auto checked = other.check_against(properties);
    ASSERT_FALSE(checked);
    EXPECT_EQ(checked.error().kind, ErrorKind::kUsage);
    EXPECT_THAT(checked.error().message, HasSubstr(std::to_string(other.*field)));
    EXPECT_THAT(checked.error().message, HasSubstr(std::to_string(made.*field)));
  }
  EXPECT_TRUE(FeatureSettings{}.check_against({{"eigenlake.ml.rolling-window", "5"}, {"comment", "x"}}));
}

TEST(FeatureFormulas, OlderFormulasAreOutdated) {
  EXPECT_EQ(has_present_formulas(formula_properties()), true);
  EXPECT_EQ(has_present_formulas({}), false) << "the first tables do not say which formulas they have";
  EXPECT_EQ(has_present_formulas({{std::string(kFormulaProperty), "1"}}), false);
}

TEST(FeatureFormulas, LaterFormulasAreUnsupported) {
  for (const char* version : {"3", "99", "new", ""}) {
    const auto checked = has_present_formulas({{std::string(kFormulaProperty), version}});
    ASSERT_FALSE(checked) << version;
    EXPECT_EQ(checked.error().kind, ErrorKind::kUnsupported);
  }
}

/// Hartree; all are exact in binary.
TEST(TotalEnergy, IsTheMinimumAndTheRepulsionOfTheNuclei) {
  EXPECT_EQ(total_energies(-1.5, 0.25, {}, {}).total_energy, -1.25);
  EXPECT_FALSE(total_energies({}, 0.25, -1.0, true).total_energy);
  EXPECT_FALSE(total_energies(-1.5, {}, -1.0, true).total_energy);
  EXPECT_FALSE(total_energies(-1.5, {}, -1.0, true).chemical_accuracy);
  EXPECT_FALSE(total_energies(-1.5, 0.25, {}, true).error_millihartree);
  EXPECT_FALSE(total_energies(-1.5, 0.25, {}, true).chemical_accuracy);
}

TEST(TotalEnergy, ErrorsHaveASignAndAccuracyHasNone) {
  const auto of = [](double error_hartree) { return total_energies(error_hartree, 0.0, 0.0, true); };
  EXPECT_EQ(of(0.125).error_millihartree, 125.0);
  EXPECT_EQ(of(-0.125).error_millihartree, -125.0);
  EXPECT_EQ(of(0.0).chemical_accuracy, true);
  EXPECT_EQ(of(0.0015).chemical_accuracy, true);
  EXPECT_EQ(of(-0.0015).chemical_accuracy, true);
  EXPECT_EQ(of(0.0016).chemical_accuracy, true) << "1.6 millihartree are accurate";
  EXPECT_EQ(of(0.0017).chemical_accuracy, false);
  EXPECT_EQ(of(-0.0017).chemical_accuracy, false);
}

}  // namespace
}  // namespace eigenlake
