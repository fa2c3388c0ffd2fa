// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/lake/known/sorted_lines.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "eigenlake/object_store/in_memory_object_store.h"

namespace eigenlake {
namespace {

constexpr const char* kKey = "index/lines.txt";

/// Lines "key value", of some lengths, ordered.
std::string make_lines(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += fmt::format("{:06} {}\n", 2 * i + 1, std::string(i % 97, 'x'));
  return text;
}

class SortedLinesTest : public testing::TestWithParam<int> {
 protected:
  SortedLinesTest() { EXPECT_TRUE(store_.put(kKey, text_)); }

  const std::string text_ = make_lines(GetParam());
  InMemoryObjectStore store_;
};

TEST_P(SortedLinesTest, FindsOnlyExistingLines) {
  for (const int step : {1, 101}) {  // All of them, and so few that blocks are read one by one.
    SortedLines lines(kKey, text_);
    for (int number = 0; number <= 2 * GetParam() + 2; number += step) {
      const auto prefix = fmt::format("{:06} ", number);
      const auto found = lines.find(store_, prefix);
      ASSERT_TRUE(found) << found.error().to_string();
      ASSERT_EQ(found->has_value(), number % 2 == 1 && number < 2 * GetParam()) << number;
      if (*found) {
        EXPECT_TRUE((*found)->starts_with(prefix) && (*found)->ends_with('\n'));
        EXPECT_TRUE(lines.find(store_, **found).value()) << "by the whole line";
      }
    }
  }
}

TEST_P(SortedLinesTest, BlockListRoundTrips) {
  SortedLines lines(kKey, text_);
  EXPECT_EQ(lines.num_lines(), static_cast<uint64_t>(GetParam()));
  std::string kept;
  lines.append_to(kept, 'L');
  std::string_view rest = kept;
  SortedLines again;
  ASSERT_TRUE(again.take_from(rest, 'L'));
  EXPECT_TRUE(rest.empty());
  EXPECT_EQ(again.num_lines(), lines.num_lines());
  EXPECT_EQ(again.all(store_).value(), text_);
  if (GetParam() == 0) return;
  EXPECT_TRUE(again.is_in(store_));
  ASSERT_TRUE(store_.put(kKey, text_ + "more\n"));
  EXPECT_FALSE(again.is_in(store_));
}

TEST_P(SortedLinesTest, TruncatedBlockListIsSafe) {
  std::string kept;
  SortedLines(kKey, text_).append_to(kept, 'L');
  for (size_t size = 0; size < kept.size(); size += 1 + kept.size() / 100) {
    std::string_view rest = std::string_view(kept).substr(0, size);
    SortedLines again;
    if (again.take_from(rest, 'L')) EXPECT_TRUE(again.empty() || again.num_lines() == uint64_t(GetParam()));
  }
}

TEST_P(SortedLinesTest, DamageIsFoundOnRead) {
  if (GetParam() < 2) return;  // The first line of a block is known without reading it.
  auto damaged = text_;
  damaged[damaged.size() / 2] ^= 1;
  ASSERT_TRUE(store_.put(kKey, damaged));
  SortedLines lines(kKey, text_);
  EXPECT_EQ(lines.all(store_).error().kind, ErrorKind::kCorrupt);
  const auto line = std::string_view(text_).substr(text_.rfind('\n', text_.size() / 2 - 1) + 1, 7);
  EXPECT_EQ(lines.find(store_, line).error().kind, ErrorKind::kCorrupt);
}

INSTANTIATE_TEST_SUITE_P(Counts, SortedLinesTest, testing::Values(0, 1, 2, 700, 20'000));

}  // namespace
}  // namespace eigenlake
