// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/run_settings.h"

#include <gtest/gtest.h>

#include "eigenlake/cli/settings/setting_list.h"

namespace eigenlake {
namespace {

TEST(RunSettings, RepeatableSettingsHaveTexts) {
  for (const Setting* setting : all_settings()) {
    if (setting->repeatable) EXPECT_NE(setting_text({}, setting->name), "") << setting->name;
  }
}

TEST(RunSettings, DefaultsAndSpellingsMatchTheExperiment) {
  ExperimentSpec options;
  options.vqe.optimizer = OptimizerKind::kCobyla;
  options.active_space.active_space = ActiveSpace{4, 3};
  options.seed = 3;
  const std::string_view settings[] = {"optimizer", "active-space", "seed", "max-evaluations"};
  EXPECT_EQ(variant_text(options, settings),
            "optimizer COBYLA, active-space 4,3, seed 3, max-evaluations no limit");
  EXPECT_EQ(variant_text(options, {}), "");
}

TEST(RunSettings, ExistingKeysStay) {
  nlohmann::ordered_json json = {{"scf", "object"}, {"basis", "of the record"}};
  add_settings(json, {});
  EXPECT_EQ(json["scf"], "object");
  EXPECT_EQ(json["basis"], "of the record");
  EXPECT_EQ(json["scf_method"], "auto");
  EXPECT_EQ(json["ansatz_reps"], 1);
  EXPECT_TRUE(json["active_space"].is_null());
}

}  // namespace
}  // namespace eigenlake
