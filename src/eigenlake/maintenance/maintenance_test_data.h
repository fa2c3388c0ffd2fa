#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "eigenlake/ingest/ingest.h"
#include "eigenlake/lake/testing/test_lake.h"

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

}  // namespace eigenlake
