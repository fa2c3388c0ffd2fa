// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/lake/known/growing_lines.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/lake/known/known_lines.h"
#include "eigenlake/object_store/in_memory_object_store.h"

namespace eigenlake {
namespace {

using ::testing::ElementsAre;
using Key = GrowingLines::Key;

class GrowingLinesTest : public testing::Test {
 protected:
  /// Moves all lines to the store.
  void move(GrowingLines& lines) {
    const std::string text = lines.all(&store_).value();
    SortedLines base("lines.txt", text);
    ASSERT_TRUE(store_.put(base.key(), text));
    lines.move_to(std::move(base));
  }
  std::string find(GrowingLines& lines, std::string_view prefix) {
    return lines.find(&store_, prefix).value().value_or("nothing");
  }

  InMemoryObjectStore store_;
};

TEST_F(GrowingLinesTest, LinesAreFoundBeforeAndAfterTheMove) {
  GrowingLines lines(Key::kFirstField);
  lines.add({{"b 1\n"}, {"a 1\n"}});
  for (const bool moved : {false, true}) {
    if (moved) move(lines);
    EXPECT_EQ(find(lines, "a "), "a 1\n");
    EXPECT_EQ(find(lines, "b "), "b 1\n");
    EXPECT_EQ(find(lines, "ab "), "nothing");
    EXPECT_EQ(lines.num_lines(), 2U);
    EXPECT_EQ(lines.recent().empty(), moved);
  }
}

TEST_F(GrowingLinesTest, EmptyBaseNeedsNoStore) {
  GrowingLines lines(Key::kFirstField);
  lines.add({{"a 1\n"}});
  EXPECT_EQ(lines.all(nullptr).value(), "a 1\n");
  EXPECT_FALSE(lines.find(nullptr, "b ").value());
}

TEST_F(GrowingLinesTest, LaterLineOfAKeyCountsOnce) {
  GrowingLines lines(Key::kFirstField);
  lines.add({{"a 1\n"}, {"b 1\n"}, {"c 1\n"}});
  move(lines);
  lines.add({{"ab 1\n"}, {"d 1\n"}});
  lines.replace({"b 2\n", "d 2\n"});
  lines.replace({"b 3\n"});
  EXPECT_EQ(lines.num_lines(), 5U);
  EXPECT_EQ(find(lines, "b "), "b 3\n");
  EXPECT_EQ(lines.all(&store_).value(), "a 1\nab 1\nb 3\nc 1\nd 2\n");
  move(lines);
  EXPECT_EQ(lines.num_lines(), 5U);
  EXPECT_EQ(find(lines, "d "), "d 2\n");
}

TEST_F(GrowingLinesTest, RepeatedLineStays) {
  GrowingLines lines(Key::kFirstField);
  lines.add({{"b 1\n"}});
  lines.add({{"b 2\n"}, {"a 1\n"}, {"a 2\n"}});
  EXPECT_EQ(lines.all(&store_).value(), "a 1\nb 1\n");
}

TEST_F(GrowingLinesTest, WholeLinesAreKeys) {
  GrowingLines lines(Key::kWholeLine);
  lines.add({{"a 1\n"}});
  move(lines);
  lines.add({{"a 2\n"}, {"a 0\n"}, {"a 2\n"}});
  EXPECT_EQ(lines.all(&store_).value(), "a 0\na 1\na 2\n");
  EXPECT_EQ(lines.num_lines(), 3U);
}

TEST(LinesOf, KeepsLineEnds) {
  EXPECT_THAT(lines_of("a\n\nb"), ElementsAre("a\n", "\n", "b"));
  EXPECT_TRUE(lines_of("").empty());
}

TEST(KnownLines, FieldsRoundTrip) {
  for (const std::string field : {"", "plain", "a b", "\\", "\\s", "two\nlines ", "\\n \n"}) {
    EXPECT_EQ(unescaped_field(escaped_field(field)), field);
    EXPECT_FALSE(escaped_field(field).contains(' ') || escaped_field(field).contains('\n')) << field;
    const auto experiment = parse_known_experiment(KnownExperiment{field, field, true}.line());
    ASSERT_TRUE(experiment) << field;
    EXPECT_EQ(experiment->id, field);
    EXPECT_EQ(experiment->batch, field);
    EXPECT_TRUE(experiment->has_features);
  }
  EXPECT_FALSE(parse_known_experiment(object_line("key", "etag")));
  EXPECT_FALSE(parse_known_experiment("id\n"));
}

TEST(KnownLines, RepeatedObjectsHaveOneKey) {
  const std::vector<std::string> lines = {object_line("b c", "1"), object_line("a", "1"),
                                          object_line("a", "2")};
  const std::vector<std::string_view> views(lines.begin(), lines.end());
  EXPECT_THAT(object_keys(views), ElementsAre("a", "b c"));
}

}  // namespace
}  // namespace eigenlake
