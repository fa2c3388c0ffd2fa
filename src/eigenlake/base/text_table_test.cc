// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/base/text_table.h"

#include <sstream>

#include <gtest/gtest.h>

namespace eigenlake {
namespace {

std::string printed(const TextTable& table, int width = 0) {
  std::ostringstream out;
  table.print(out, width);
  return out.str();
}

TEST(TextTable, ColumnsFitWidestCell) {
  TextTable table({{"name", false}, {"energy", true}});
  table.add_row({"H2", "-1.1"});
  table.add_row({"water", "-75.0123"});
  EXPECT_EQ(printed(table),
            "name     energy\n"
            "─────  ────────\n"
            "H2         -1.1\n"
            "water  -75.0123\n");
  EXPECT_EQ(table.num_rows(), 2u);
}

TEST(TextTable, NoLineEndsInBlanks) {
  TextTable table({{"a", false}, {"comment", false}});
  table.add_row({"x", ""});
  for (std::istringstream lines(printed(table)); !lines.eof();) {
    std::string line;
    std::getline(lines, line);
    EXPECT_FALSE(line.ends_with(' ')) << '"' << line << '"';
  }
}

TEST(TextTable, WidestColumnsAreCutToFit) {
  TextTable table({{"id", false}, {"text", false}});
  table.add_row({"0123456789", "a rather long text of some words"});
  const std::string cut = printed(table, 30);
  EXPECT_EQ(cut,
            "id          text\n"
            "──────────  ──────────────────\n"
            "0123456789  a rather long tex…\n");
  EXPECT_EQ(printed(table, 44), printed(table)) << "it fits";
}

TEST(TextTable, NothingIsCutBelowEightCharacters) {
  TextTable table({{"one", false}, {"two", false}});
  table.add_row({"123456789", "12345678"});
  EXPECT_EQ(printed(table, 1),
            "one       two\n"
            "────────  ────────\n"
            "1234567…  12345678\n");
}

TEST(TextTable, WidthCountsCharactersNotBytes) {
  EXPECT_EQ(display_width("äöü…"), 4u);
  EXPECT_EQ(display_width(""), 0u);
  TextTable table({{"ä", false}, {"n", true}});
  table.add_row({"öü", "1"});
  EXPECT_EQ(printed(table), "ä   n\n──  ─\nöü  1\n");
  TextTable wide({{"x", false}});
  wide.add_row({"ääääääääää"});
  EXPECT_EQ(printed(wide, 8), "x\n────────\näääääää…\n");
}

TEST(TextTable, CellIsOneLine) {
  TextTable table({{"x", false}});
  table.add_row(
      {"a\nb\tc\x1b"
       "d"});
  EXPECT_EQ(printed(table), "x\n───────\na b c d\n");
}

TEST(TextTable, EmptyTableIsItsHeader) {
  EXPECT_EQ(printed(TextTable({{"a", false}, {"b", true}}), 80), "a  b\n─  ─\n");
}

}  // namespace
}  // namespace eigenlake
