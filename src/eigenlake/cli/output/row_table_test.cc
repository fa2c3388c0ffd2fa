// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/output/row_table.h"

#include <gtest/gtest.h>

#include "eigenlake/cli/testing/fake_process.h"

namespace eigenlake {
namespace {

TEST(RowTable, RowsAreOneTable) {
  FakeProcess process;
  const Invocation invocation = process.invocation();
  RowTable rows(invocation, {{"name"}, {"rows", true}, {"note"}});
  rows.add({{"name", "a"}, {"rows", 12}, {"note", nullptr}});
  rows.add({{"name", "b"}}, {"b", "3", "x"});
  EXPECT_EQ(process.out.str(), "");
  rows.print();
  const std::string text = process.out.str();
  for (const char* part : {"name", "rows", "note", "a\t", "12", "b\t", "x"})
    EXPECT_TRUE(text.contains(part)) << part;
  EXPECT_FALSE(text.contains("null")) << text;
  EXPECT_FALSE(text.contains('"')) << text;
}

TEST(RowTable, ObjectsAreLinesAtOnce) {
  FakeProcess process;
  const Invocation invocation = process.invocation({{"json", {"true"}}});
  RowTable rows(invocation, {{"name"}});
  rows.add({{"name", "a"}, {"size", 1}}, {"a"});
  EXPECT_EQ(process.out.str(), "{\"name\":\"a\",\"size\":1}\n");
  rows.print();
  EXPECT_EQ(process.out.str(), "{\"name\":\"a\",\"size\":1}\n");
}

}  // namespace
}  // namespace eigenlake
