// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/record/run_settings.h"

#include <gtest/gtest.h>

namespace eigenlake {
namespace {

Result<RunSettings> settings_of(const char* run_options) {
  RunRecord record;
  record.run_options = run_options;
  return parse_run_settings(record);
}

TEST(RunSettings, AreEmptyWithoutRunOptions) {
  const auto settings = parse_run_settings(RunRecord()).value();
  EXPECT_EQ(settings.identity, "");
  EXPECT_FALSE(settings.is_checked_minimum());
  EXPECT_FALSE(settings.get<bool>("frozen_core"));
}

TEST(RunSettings, ValueOfWrongTypeIsIgnored) {
  const auto settings = settings_of(R"({"identity": {"frozen_core": 1, "restarts": 2.5, "jitter": "0",
      "max_iterations": 99999999999, "threshold": 1, "active_space": 3}, "name": 5, "labels": {"a": 1}})")
                            .value();
  EXPECT_FALSE(settings.get<bool>("frozen_core"));
  EXPECT_FALSE(settings.get<int32_t>("restarts"));
  EXPECT_FALSE(settings.get<double>("jitter"));
  EXPECT_FALSE(settings.get<int32_t>("max_iterations"));
  EXPECT_EQ(settings.get<double>("threshold"), 1.0);
  EXPECT_FALSE(settings.get<int32_t>("active_electrons"));
  EXPECT_FALSE(settings.name);
  EXPECT_TRUE(settings.labels.empty());
}

TEST(RunSettings, NameAndLabelsAreNoPartOfTheIdentity) {
  const auto plain = settings_of(R"({"identity": {"search": 2}})").value();
  const auto named =
      settings_of(R"({"name": "wet", "labels": {"a": "b"}, "identity": {"search": 2}})").value();
  EXPECT_EQ(plain.identity, named.identity);
  EXPECT_EQ(named.name, "wet");
  EXPECT_EQ(named.labels.at("a"), "b");
  EXPECT_TRUE(named.is_checked_minimum());
}

TEST(RunSettings, DuplicateKeyIsRejectedByName) {
  const auto refused = settings_of(R"({"identity": {"search": 2}, "identity": {"search": 3}})");
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().to_string().find("duplicate key \"identity\""), std::string::npos);
}

TEST(RunSettings, RunOptionsMustBeAnObject) {
  EXPECT_EQ(settings_of("[]").error().kind, ErrorKind::kInvalidInput);
  EXPECT_EQ(settings_of("{").error().kind, ErrorKind::kCorrupt);
}

}  // namespace
}  // namespace eigenlake
