// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "eigenlake/base/clock.h"
#include "eigenlake/ingest/ingest.h"
#include "eigenlake/lake/testing/test_lake.h"
#include "eigenlake/maintenance/check_lake.h"
#include "eigenlake/maintenance/maintain.h"

// What the tests of maintenance share: a lake of many small batches.

namespace eigenlake {

/// Ingests records first … last, each in two batches of its own.
inline void grow(TestLake& test, int first, int last) {
  const Lake lake = test.open();
  for (int number = first; number <= last; ++number) {
    test.put_avro(fmt::format("{}.avro", number), {small_record(number)});
    const auto done = ingest_and_features(lake, {}, {});
    ASSERT_TRUE(done) << done.error().to_string();
  }
}

/// Expires all it may: one batch stays, without readers.
inline MaintainOptions greedy() {
  MaintainOptions options;
  options.retention = {.batches = 1, .days = 0};
  options.grace_ms = 0;
  options.orphan_age_ms = 0;
  options.now_ms = now_ms() + 60'000;
  return options;
}

inline void expect_clean(const Lake& lake, const std::string& when,
                         const std::vector<std::string>& tables = {}) {
  const auto check = check_lake(lake, {.tables = tables, .deep = true});
  ASSERT_TRUE(check) << when << check.error().to_string();
  for (const auto& table : check->tables) {
    for (const Fault& fault : table.report.faults)
      ADD_FAILURE() << when << fault.table << " " << fault.file << ": " << fault.message;
  }
}

inline std::string errors_of(const MaintenanceReport& report) {
  std::string errors;
  for (const auto& table : report.tables) errors += table.error;
  return errors;
}

}  // namespace eigenlake
