// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/lake/remembered_tables.h"

#include <gtest/gtest.h>

#include "eigenlake/object_store/in_memory_object_store.h"

namespace eigenlake {
namespace {

TEST(RememberedTables, RoundTrip) {
  InMemoryObjectStore state("state");
  EXPECT_FALSE(load_remembered_tables(state).value());
  const RememberedTables tables = {{"labels", {}}, {"molecules", {"7d1e", 41}}};
  ASSERT_TRUE(save_remembered_tables(state, tables));
  const auto loaded = load_remembered_tables(state).value();
  ASSERT_TRUE(loaded);
  EXPECT_EQ(*loaded, tables);
  EXPECT_EQ(find_remembered(*loaded, "labels"), nullptr) << "its loss was accepted";
  EXPECT_EQ(find_remembered(*loaded, "molecules")->sequence_number, 41);
}

TEST(RememberedTables, DamagedFileRemembersNothing) {
  for (const char* text : {"", "{", "[]", R"({"tables":3})", R"({"tables":{"molecules":{"uuid":3}}})",
                           R"({"tables":{"molecules":{"uuid":"a","sequence_number":"1"}}})"}) {
    InMemoryObjectStore state("state");
    ASSERT_TRUE(state.put("tables.json", text));
    EXPECT_FALSE(load_remembered_tables(state).value()) << text;
  }
}

}  // namespace
}  // namespace eigenlake
