// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/record/experiment_fields.h"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace eigenlake {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> keys_of(const Json& object) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : object.items()) keys.push_back(key);
  return keys;
}

TEST(ExperimentFields, NamesAndKeysAreUnique) {
  std::set<std::string> names, keys;
  for (const ExperimentField& field : experiment_fields()) {
    EXPECT_TRUE(names.emplace(field.name).second) << field.name;
    EXPECT_TRUE(keys.insert(field.json_key()).second) << field.name;
  }
}

TEST(ExperimentFields, DefaultSpecHasTheDefaultsOfTheTable) {
  for (const ExperimentField& field : experiment_fields()) {
    if (field.default_text.empty() || field.value == nullptr) continue;
    ExperimentSpec spec;
    ASSERT_TRUE(field.set(spec, field.default_text)) << field.name;
    EXPECT_EQ(field.value(spec), field.value(ExperimentSpec())) << field.name;
  }
}

TEST(ExperimentFields, SettingChangesItsValue) {
  for (const ExperimentField& field : experiment_fields()) {
    if (!field.is_setting() || field.value == nullptr) continue;
    const bool has_names = !field.choices.empty();
    const std::string_view text = has_names ? field.choices[1] : field.name == "active-space" ? "2,3" : "7";
    ExperimentSpec spec;
    spec.ansatz = AnsatzKind::kRealAmplitudes;
    const Json before = field.value(spec);
    ASSERT_TRUE(field.set(spec, field.type == ExperimentField::Type::kFlag ? "true" : text)) << field.name;
    EXPECT_NE(field.value(spec), before) << field.name;
  }
}

TEST(ExperimentFields, InvalidTextIsRejected) {
  ExperimentSpec spec;
  for (const char* name : {"scf", "ansatz", "optimizer", "init-strategy", "seed", "jitter", "active-space"})
    EXPECT_EQ(experiment_field(name).set(spec, "x,y").error().kind, ErrorKind::kUsage) << name;
}

TEST(ExperimentFields, AnsatzSetsItsDefaults) {
  ExperimentSpec spec;
  ASSERT_TRUE(experiment_field("ansatz").set(spec, "real-amplitudes"));
  EXPECT_EQ(spec.ansatz_reps, 2);
  EXPECT_EQ(spec.init_strategy, InitStrategy::kHf);
  EXPECT_EQ(spec.jitter, kDefaultJitter);
  ASSERT_TRUE(experiment_field("init-strategy").set(spec, "random"));
  EXPECT_EQ(spec.jitter, 0.0);
}

/// Experiments that exist have ids by these keys, and by no other.
TEST(IdentityOf, KeepsItsKeys) {
  const Json identity = identity_of({}, {});
  EXPECT_THAT(keys_of(identity), ElementsAre("active_space", "frozen_core", "jitter", "mapping",
                                             "max_evaluations", "max_iterations", "optimizer_options",
                                             "penalty", "restarts", "scf", "search", "threshold"));
  EXPECT_THAT(keys_of(identity["optimizer_options"]),
              ElementsAre("gradient_threshold", "history", "initial_step", "parameter_threshold"));
}

TEST(IdentityOf, ResolvesTheScfMethodByTheMolecule) {
  Molecule open_shell;
  open_shell.multiplicity = 2;
  EXPECT_EQ(identity_of({}, {})["scf"], "rhf");
  EXPECT_EQ(identity_of({}, open_shell)["scf"], "rohf");
}

TEST(SettingColumns, AreThoseOfVqeResults) {
  std::set<std::string_view> names;
  for (const SettingColumn& column : setting_columns()) names.insert(column.name);
  EXPECT_THAT(names, ElementsAre("active_electrons", "active_orbitals", "frozen_core", "jitter", "mapping",
                                 "max_evaluations", "max_iterations", "penalty", "restarts", "scf_method",
                                 "threshold"));
}

}  // namespace
}  // namespace eigenlake
