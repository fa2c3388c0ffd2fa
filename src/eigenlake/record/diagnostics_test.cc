// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/record/diagnostics.h"

#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/json/json.h"

namespace eigenlake {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// Every key with a value of its own.
constexpr std::string_view kEveryKey =
    R"({"hf_total_energy":-1.1,"mp2_total_energy":-1.2,"fci_total_energy":-1.3,"num_particles_mean":2.0,)"
    R"("sz_mean":0.5,"s_squared_mean":0.75,"sector_leakage":0.125,"in_sector":false,"stop_reason":"stalled",)"
    R"("engine":"sector","quality_flags":["odd","odder"],"curvature_evaluations":7,"lowest_curvature":0.25,)"
    R"("saddles_escaped":2,"reference_time":1.5,"dipole_moment":[0.0,1.0,2.0],"natural_occupations":[1.9,0.1],)"
    R"("scf":{"method":"rhf","guess":"core","stability":"stable","level_shift":0.3,"orbital_order":"aufbau"},)"
    R"("restart_energies":[-1.0,-1.1]})";

TEST(DiagnosticsJson, EveryKeyRoundTripsInItsPlace) {
  const auto read = parse_diagnostics(kEveryKey);
  ASSERT_TRUE(read) << read.error().to_string();
  EXPECT_EQ(to_json(*read), kEveryKey);
  EXPECT_EQ(read->hf_total_energy, -1.1);
  EXPECT_EQ(read->mp2_total_energy, -1.2);
  EXPECT_EQ(read->fci_total_energy, -1.3);
  EXPECT_EQ(read->num_particles_mean, 2.0);
  EXPECT_EQ(read->sz_mean, 0.5);
  EXPECT_EQ(read->s_squared_mean, 0.75);
  EXPECT_EQ(read->sector_leakage, 0.125);
  EXPECT_EQ(read->in_sector, false);
  EXPECT_EQ(read->stop_reason, "stalled");
  EXPECT_EQ(read->engine, "sector");
  EXPECT_THAT(*read->quality_flags, ElementsAre("odd", "odder"));
  EXPECT_EQ(read->curvature_evaluations, 7);
  EXPECT_EQ(read->lowest_curvature, 0.25);
  EXPECT_EQ(read->saddles_escaped, 2);
  EXPECT_EQ(read->reference_time, 1.5);
  EXPECT_THAT(*read->dipole_moment, ElementsAre(0.0, 1.0, 2.0));
  EXPECT_THAT(*read->natural_occupations, ElementsAre(1.9, 0.1));
  EXPECT_EQ(read->scf->method, "rhf");
  EXPECT_EQ(read->scf->level_shift, 0.3);
  EXPECT_EQ(read->scf->orbital_order, "aufbau");
  EXPECT_THAT(read->restart_energies, ElementsAre(-1.0, -1.1));
}

TEST(DiagnosticsJson, EachKeyIsOptional) {
  EXPECT_EQ(to_json({}), "{}");
  const Json whole = parse_json(kEveryKey).value();
  for (const auto& [key, value] : whole.items()) {
    Json without = whole, with_null = whole;
    without.erase(key);
    with_null[key] = nullptr;
    for (const Json& json : {without, with_null}) {
      const auto read = parse_diagnostics(json.dump());
      ASSERT_TRUE(read) << key << ": " << read.error().to_string();
      EXPECT_EQ(to_json(*read), without.dump()) << key;
    }
  }
}

TEST(DiagnosticsJson, KeyOfWrongTypeIsNamed) {
  const Json whole = parse_json(kEveryKey).value();
  for (const auto& [key, value] : whole.items()) {
    Json wrong = whole;
    wrong[key] = value.is_object() ? Json("text") : Json{{"no", "value"}, {"guess", 1}};
    const auto read = parse_diagnostics(wrong.dump());
    ASSERT_FALSE(read) << key;
    EXPECT_EQ(read.error().kind, ErrorKind::kCorrupt);
    EXPECT_THAT(read.error().message, HasSubstr(key + " in the record's diagnostics has the wrong type"));
  }
  for (const char* list : {R"({"dipole_moment": [0, "1"]})", R"({"quality_flags": ["odd", 1]})"})
    EXPECT_FALSE(parse_diagnostics(list)) << list;
}

TEST(DiagnosticsJson, OutOfRangeCountIsRejected) {
  for (const int64_t count : {int64_t{1} << 32, (int64_t{1} << 31), -(int64_t{1} << 31) - 1}) {
    const auto read = parse_diagnostics(Json{{"saddles_escaped", count}}.dump());
    ASSERT_FALSE(read) << count;
    EXPECT_THAT(read.error().message, HasSubstr("saddles_escaped"));
  }
  const int64_t largest = std::numeric_limits<int32_t>::max();
  EXPECT_EQ(parse_diagnostics(Json{{"saddles_escaped", largest}}.dump())->saddles_escaped, largest);
  EXPECT_FALSE(parse_diagnostics(R"({"saddles_escaped": 18446744073709551615})"));
  EXPECT_FALSE(parse_diagnostics(R"({"saddles_escaped": 1.5})"));
}

TEST(DiagnosticsJson, DuplicateKeyIsRejected) {
  const auto read = parse_diagnostics(R"({"engine":"a","engine":"b"})");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().kind, ErrorKind::kCorrupt);
  EXPECT_THAT(read.error().to_string(), HasSubstr("in the record's diagnostics"));
}

}  // namespace
}  // namespace eigenlake
