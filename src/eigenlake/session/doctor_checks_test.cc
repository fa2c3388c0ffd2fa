// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/doctor_checks.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/ingest/ingest.h"
#include "eigenlake/session/testing/filled_lake.h"
#include "eigenlake/session/testing/scratch_folder.h"

namespace eigenlake {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class DoctorChecksTest : public ::testing::Test {
 protected:
  DoctorChecksTest() { address_.location.lake = folder_.place("lake"); }
  Lake lake() const { return open_lake(address_, LakeAccess::kWrite).value(); }
  std::vector<std::string> names() const {
    std::vector<std::string> names;
    for (const DoctorCheck& check : examine_lake(address_)) names.push_back(check.name);
    return names;
  }
  DoctorCheck check(const std::string& name) const {
    for (const DoctorCheck& check : examine_lake(address_))
      if (check.name == name) return check;
    ADD_FAILURE() << name;
    return {};
  }

  const ScratchFolder folder_;
  LakeAddress address_;
};

TEST_F(DoctorChecksTest, InstallationIsGood) {
  std::vector<std::string> names;
  for (const DoctorCheck& check : check_installation()) {
    EXPECT_TRUE(check.good) << check.name << ": " << check.finding;
    EXPECT_NE(check.finding, "") << check.name;
    names.push_back(check.name);
  }
  EXPECT_THAT(names,
              ElementsAre("eigenlake", "Arrow", "DuckDB", "basis sets", "gnuplot", "processor", "memory"));
}

TEST_F(DoctorChecksTest, MissingLakeIsOneGoodEntry) {
  EXPECT_THAT(names(), ElementsAre("lake"));
  EXPECT_TRUE(check("lake").good);
  EXPECT_EQ(folder_.num_entries(), 0);
}

TEST_F(DoctorChecksTest, HealthyLakeIsGood) {
  fill_lake(lake(), 1, 1);
  EXPECT_THAT(names(), ElementsAre("lake", "disk", "tables", "batches", "quarantine"));
  for (const DoctorCheck& check : examine_lake(address_)) EXPECT_TRUE(check.good) << check.finding;
  EXPECT_THAT(check("batches").finding, HasSubstr("2 complete"));
  EXPECT_THAT(check("disk").finding, HasSubstr(folder_.path().string()));
}

TEST_F(DoctorChecksTest, EveryLostTableIsOneEntry) {
  const Lake there = lake();
  fill_lake(there, 1, 1);
  for (const char* table : {"molecules", "vqe_results"}) lose_table(there, table);
  const auto checks = examine_lake(address_);
  EXPECT_EQ(std::ranges::count(checks, false, &DoctorCheck::good), 2);
  for (const DoctorCheck& check : checks) EXPECT_TRUE(check.good || check.code_if_bad == ExitCode::kStore);
}

TEST_F(DoctorChecksTest, QuarantinedObjectIsBad) {
  const Lake there = lake();
  ASSERT_TRUE(there.raw_store().put(std::string(kRawPrefix) + "bad.json", "no json"));
  ASSERT_TRUE(ingest(there, {}));
  const DoctorCheck quarantine = check("quarantine");
  EXPECT_FALSE(quarantine.good);
  EXPECT_EQ(quarantine.code_if_bad, ExitCode::kQuarantined);
  EXPECT_THAT(quarantine.finding, HasSubstr("1 raw"));
}

TEST_F(DoctorChecksTest, UnreadableLakeIsBad) {
  lake();
  folder_.write("lake/.eigenlake/format.json", "no json");
  const DoctorCheck there = check("lake");
  EXPECT_FALSE(there.good);
  EXPECT_EQ(there.code_if_bad, ExitCode::kStore);
}

}  // namespace
}  // namespace eigenlake
