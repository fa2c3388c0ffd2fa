// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/base/nearest_name.h"

#include <string>

#include <gtest/gtest.h>

#include "eigenlake/base/joined.h"
#include "eigenlake/base/memory_limit.h"
#include "eigenlake/base/secret.h"
#include "eigenlake/base/shared_text.h"
#include "eigenlake/base/stop_request.h"

namespace eigenlake {
namespace {

TEST(EditDistance, CountsInsertionsDeletionsAndReplacements) {
  EXPECT_EQ(edit_distance("", ""), 0u);
  EXPECT_EQ(edit_distance("", "abc"), 3u);
  EXPECT_EQ(edit_distance("abc", ""), 3u);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3u);
  EXPECT_EQ(edit_distance("saturday", "sunday"), 3u);
  EXPECT_EQ(edit_distance("ab", "ba"), 2u) << "a swap is two replacements";
}

TEST(EditDistance, IsMetricIgnoringCase) {
  EXPECT_EQ(edit_distance("STO3G", "sto3g"), 0u);
  const std::string_view words[] = {"h2o", "H2", "lih", "beh2", ""};
  for (const auto a : words) {
    for (const auto b : words) {
      EXPECT_EQ(edit_distance(a, b), edit_distance(b, a));
      for (const auto c : words) EXPECT_LE(edit_distance(a, c), edit_distance(a, b) + edit_distance(b, c));
    }
  }
}

TEST(NearestName, IsFirstOfClosest) {
  const std::string_view names[] = {"cobyla", "lbfgsb", "slsqp"};
  EXPECT_EQ(nearest_name("cobila", names), "cobyla");
  EXPECT_EQ(nearest_name("L-BFGS-B", names), "lbfgsb");
  EXPECT_EQ(nearest_name("slsqp", names), "slsqp");
  const std::string_view ties[] = {"ax", "bx"};
  EXPECT_EQ(nearest_name("x", ties), "ax");
}

TEST(NearestName, ComparesOnlyBeginningOfLongText) {
  const std::string_view names[] = {"short", std::string_view()};
  EXPECT_EQ(nearest_name(std::string(100'000, 'q'), names), "short") << "60 letters replaced, five are less";
}

TEST(Joined, JoinsPiecesInOrder) {
  const std::string_view pieces[] = {"a", "", "bc"};
  EXPECT_EQ(joined(pieces), "abc");
  EXPECT_EQ(joined({}), "");
}

TEST(Listed, NamesTenAndCountsRest) {
  const std::vector<std::string_view> names = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"};
  EXPECT_EQ(listed(std::span(names).first(0)), "");
  EXPECT_EQ(listed(std::span(names).first(2)), "a, b");
  EXPECT_EQ(listed(std::span(names).first(10)), "a, b, c, d, e, f, g, h, i, j");
  EXPECT_EQ(listed(names), "a, b, c, d, e, f, g, h, i, j and 2 more");
}

TEST(SharedText, PartsKeepWholeAlive) {
  SharedText part;
  {
    const auto whole = std::make_shared<const std::string>("first,second");
    part = SharedText(whole, std::string_view(*whole).substr(6));
  }
  EXPECT_EQ(part.view(), "second");
  EXPECT_EQ(part.size(), 6u);
  EXPECT_EQ(SharedText().view(), "");
  const SharedText copy = part;
  EXPECT_EQ(copy.view().data(), part.view().data()) << "copies share the bytes";
}

TEST(SharedText, KnowsItsSuccessor) {
  const auto whole = std::make_shared<const std::string>("a,b;c");
  const std::string_view text = *whole;
  const SharedText a(whole, text.substr(0, 1));
  const SharedText b(whole, text.substr(2, 1));
  const SharedText c(whole, text.substr(4, 1));
  EXPECT_TRUE(b.comes_after(a, ","));
  EXPECT_FALSE(b.comes_after(a, ";"));
  EXPECT_FALSE(c.comes_after(b, ","));
  EXPECT_TRUE(c.comes_after(b, ";"));
  EXPECT_FALSE(a.comes_after(b, ","));
  EXPECT_FALSE(c.comes_after(a, ",")) << "b stands between";
  EXPECT_FALSE(SharedText(std::string("b")).comes_after(SharedText(std::string("a")), ","));
  EXPECT_FALSE(SharedText().comes_after(SharedText(), ""));
}

TEST(RequireMemory, ChecksOnlyLargeAmounts) {
  EXPECT_TRUE(require_memory(size_t{1} << 20, "small things"));
  const auto refused = require_memory(size_t{1} << 60, "state vectors");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::kResourceLimit);
  EXPECT_TRUE(refused.error().message.starts_with("state vectors need 1073741824.0 GiB of memory, only "))
      << refused.error().message;
}

TEST(Memory, HeldMemoryIsLessThanTotal) {
  EXPECT_GT(resident_memory_bytes(), size_t{1} << 20);
  EXPECT_GT(available_memory_bytes(), size_t{1} << 20);
  EXPECT_LT(available_memory_bytes(), size_t{1} << 50);
}

template <typename T>
concept Printable = requires(std::ostream& out, const T& value) { out << value; };

TEST(Secret, CannotBePrinted) {
  static_assert(!Printable<Secret>);
  static_assert(!fmt::is_formattable<Secret>::value);
  EXPECT_TRUE(Secret().empty());
  EXPECT_FALSE(Secret("key").empty());
  EXPECT_EQ(Secret("key").reveal(), "key");
}

TEST(StopRequest, EmptyRequestNeverStops) {
  EXPECT_FALSE(is_stopped({}));
  EXPECT_FALSE(is_stopped([] { return false; }));
  EXPECT_TRUE(is_stopped([] { return true; }));
}

constexpr std::string_view kCommands[] = {"delete", "recover", "simulate", "run", "sql"};

TEST(NearName, AllowsOneDifferenceInFourLetters) {
  EXPECT_EQ(near_name("delet", kCommands), "delete");
  EXPECT_EQ(near_name("simulte", kCommands), "simulate");
  EXPECT_EQ(near_name("rum", kCommands), "run");
  EXPECT_EQ(near_name("simlatte", kCommands), "simulate");
  EXPECT_EQ(near_name("deltee", kCommands), "delete") << "two letters changed places";
  EXPECT_EQ(near_name("remove", kCommands), std::nullopt);
  EXPECT_EQ(near_name("config", kCommands), std::nullopt);
  EXPECT_EQ(near_name("x", {}), std::nullopt);
}

TEST(DidYouMean, IsEmptyWithoutNearName) {
  EXPECT_EQ(did_you_mean("sq", kCommands), "; did you mean 'sql'?");
  EXPECT_EQ(did_you_mean("remove", kCommands), "");
}

}  // namespace
}  // namespace eigenlake
