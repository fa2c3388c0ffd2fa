// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/quantum/excitation_runs.h"

#include <algorithm>
#include <array>
#include <set>

#include <gtest/gtest.h>

#include "eigenlake/determinants/spin_strings.h"

namespace eigenlake {
namespace {

/// Single excitations i → a among the strings of 5 electrons in 9 orbitals, between them the identity.
struct Excitations {
  std::vector<StringPairs> moves;
  std::vector<RowPattern> patterns;
  size_t num_rows = 0;

  Excitations() {
    const SpinStrings strings(9, 5);
    num_rows = strings.size();
    for (int i = 0; i < 5; ++i)
      for (int a = 5; a < 9; ++a) {
        patterns.push_back({static_cast<int>(moves.size()), 10.0});
        patterns.push_back({-1, 2.0});
        StringPairs& pairs = moves.emplace_back();
        for (const StringMove& move : moves_of(strings, std::array{i}, std::array{a})) {
          pairs.from.push_back(move.from);
          pairs.to.push_back(move.to);
          pairs.sign.push_back(move.sign);
        }
      }
  }
  std::vector<ExcitationRun> runs(size_t num_groups) const {
    return make_excitation_runs(patterns, moves, num_rows, num_groups);
  }
};

TEST(ExcitationRuns, CoverAllExcitationsInOrder) {
  const Excitations excitations;
  for (const size_t groups : {1, 2, 4, 7}) {
    size_t next = 0;
    for (const ExcitationRun& run : excitations.runs(groups)) {
      EXPECT_EQ(run.begin, next);
      EXPECT_LT(run.begin, run.end);
      next = run.end;
    }
    EXPECT_EQ(next, excitations.patterns.size());
  }
  EXPECT_EQ(excitations.runs(1).size(), 1u);
  EXPECT_GT(excitations.runs(4).size(), 1u);
  EXPECT_LT(excitations.runs(4).size(), excitations.patterns.size() / 2);
}

TEST(ExcitationRuns, EachItemIsInOneGroup) {
  const Excitations excitations;
  for (const size_t groups : {1, 2, 4, 7})
    for (const ExcitationRun& run : excitations.runs(groups))
      for (const ExcitationRun::Grouping& grouping : run.groupings) {
        std::vector<uint32_t> items;
        for (size_t group = 0; group < run.num_groups; ++group)
          items.insert(items.end(), grouping.of_group(group).begin(), grouping.of_group(group).end());
        ASSERT_EQ(items, grouping.items);
        std::ranges::sort(items);
        for (uint32_t k = 0; k < items.size(); ++k) ASSERT_EQ(items[k], k);
      }
}

TEST(ExcitationRuns, GroupsShareNoRow) {
  const Excitations excitations;
  for (const ExcitationRun& run : excitations.runs(4)) {
    std::vector<std::set<uint32_t>> rows(run.num_groups);
    for (size_t k = run.begin; k < run.end; ++k)
      for (size_t group = 0; group < run.num_groups; ++group)
        for (const uint32_t item : run.groupings[run.grouping_of[k - run.begin]].of_group(group)) {
          const int moves = excitations.patterns[k].moves;
          rows[group].insert(moves < 0 ? item : excitations.moves[static_cast<size_t>(moves)].from[item]);
          rows[group].insert(moves < 0 ? item : excitations.moves[static_cast<size_t>(moves)].to[item]);
        }
    size_t total = 0;
    std::set<uint32_t> all;
    for (const auto& group : rows) {
      total += group.size();
      all.insert(group.begin(), group.end());
    }
    EXPECT_EQ(all.size(), total);
    for (const auto& group : rows) EXPECT_LT(group.size(), excitations.num_rows / 2);
  }
}

TEST(ExcitationRuns, NoExcitationsMakeNoRuns) {
  EXPECT_TRUE(make_excitation_runs({}, {}, 6, 2).empty());
  EXPECT_TRUE(make_excitation_runs({}, {}, 6, 1).empty());
}

}  // namespace
}  // namespace eigenlake
