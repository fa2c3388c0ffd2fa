// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/base/text_table.h"

#include <sstream>

#include <gtest/gtest.h>

namespace eigenlake {
namespace {

using enum TextTable::Importance;

std::string printed(const TextTable& table, const TextStyle& style) {
  std::ostringstream out;
  table.print(out, style);
  return out.str();
}

std::string printed(const TextTable& table, int width = 0) {
  return printed(table, TextStyle{.width = width});
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

TEST(TextTable, NumbersAndIdsAreNeverCut) {
  TextTable table({{.name = "id", .is_whole = true}, {"energy", true}, {"text"}});
  table.add_row({"0123456789abcdef", "-75.01248101", "a rather long text"});
  const std::string narrow = printed(table, 46);
  EXPECT_EQ(narrow,
            "id                      energy  text\n"
            "────────────────  ────────────  ──────────────\n"
            "0123456789abcdef  -75.01248101  a rather long…\n");
}

TEST(TextTable, LeastImportantColumnsGoFirstAndAreNamed) {
  TextTable table(
      {{"molecule"}, {"qubits", true, kMinor}, {"SCF", true, kUseful}, {"VQE", true}, {"s", true, kMinor}});
  table.add_row({"H2", "4", "-1.11668439", "-1.13727017", "0.001"});
  EXPECT_EQ(printed(table, 48),
            "molecule  qubits          SCF          VQE\n"
            "────────  ──────  ───────────  ───────────\n"
            "H2             4  -1.11668439  -1.13727017\n"
            "(without s; --line shows all)\n");
  EXPECT_EQ(printed(table, 26),
            "molecule          VQE\n"
            "────────  ───────────\n"
            "H2        -1.13727017\n"
            "(3 more columns; --line shows all)\n");
}

TEST(TextTable, RowsThatFitNoLineAreListsOfFields) {
  TextTable table({{"molecule"}, {"qubits", true, kMinor}, {"VQE", true}});
  table.add_row({"H2", "4", "-1.13727017"});
  table.add_row({"water", "14", "-75.01248101"});
  EXPECT_EQ(printed(table, 16),
            "molecule  H2\n"
            "qubits    4\n"
            "VQE       -1.13727017\n"
            "\n"
            "molecule  water\n"
            "qubits    14\n"
            "VQE       -75.01248101\n");
  EXPECT_EQ(printed(table, {.width = 200, .is_vertical = true}), printed(table, 16));
}

TEST(TextTable, FieldsAreSeparatedByTabsWhereColumnsAreNotAligned) {
  TextTable table({{"molecule"}, {"VQE", true}, {"note"}});
  table.add_row({"H2", "-1.13727017", ""});
  EXPECT_EQ(printed(table, {.width = 8, .is_aligned = false}), "molecule\tVQE\tnote\nH2\t-1.13727017\t\n");
  EXPECT_EQ(printed(table, {.is_aligned = false, .is_vertical = true}),
            "molecule\tH2\nVQE\t-1.13727017\nnote\t\n");
}

TEST(TextTable, OwnSignsAreAsciiOutsideOfUtf8) {
  TextTable table({{"⟨N⟩", true}, {"text"}});
  table.add_row({"2.0", "Käse und Brot und Butter"});
  EXPECT_EQ(printed(table, {.width = 25, .is_utf8 = false}),
            "<N>  text\n"
            "---  --------------------\n"
            "2.0  Käse und Brot und...\n");
}

TEST(TextTable, WarningsAreColouredOnlyWithColours) {
  TextTable table({{"molecule"}, {.name = "note", .is_warning = true}});
  table.add_row({"H2", "below FCI"}, true);
  table.add_row({"LiH", "known"});
  EXPECT_EQ(printed(table, {.has_colour = true}),
            "molecule  note\n"
            "────────  ─────────\n"
            "H2        \x1b[33mbelow FCI\x1b[0m\n"
            "LiH       known\n");
}

TEST(TextTable, WidthCountsCharactersNotBytes) {
  EXPECT_EQ(display_width("äöü…"), 4u);
  EXPECT_EQ(display_width(""), 0u);
  TextTable table({{"ä", false}, {"n", true}});
  table.add_row({"öü", "1"});
  EXPECT_EQ(printed(table), "ä   n\n──  ─\nöü  1\n");
  TextTable wide({{"x", false}});
  wide.add_row({"ääääääääääääääääää"});
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
  EXPECT_EQ(printed(TextTable({{"a name"}, {"b name"}, {"c", true}}), 10), "a name, b\nname, c\n");
  EXPECT_EQ(printed(TextTable(std::vector<TextTable::Column>{}), 80), "\n");
}

}  // namespace
}  // namespace eigenlake
