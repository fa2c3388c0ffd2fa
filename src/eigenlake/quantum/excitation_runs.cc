// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/quantum/excitation_runs.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <map>
#include <numeric>

namespace eigenlake {
namespace {

/// A group that keeps its rows may have so much more than its share of the work.
constexpr double kTolerance = 1.05;
constexpr uint32_t kNoGroup = std::numeric_limits<uint32_t>::max();

/// Sets of connected rows.
class RowSets {
 public:
  explicit RowSets(size_t num_rows) : parent_(num_rows), size_(num_rows, 1), largest_(1) {
    std::iota(parent_.begin(), parent_.end(), 0);
  }
  uint32_t find(uint32_t row) {
    while (parent_[row] != row) row = parent_[row] = parent_[parent_[row]];
    return row;
  }
  void connect(const StringPairs& moves) {
    for (size_t k = 0; k < moves.from.size(); ++k) {
      uint32_t a = find(moves.from[k]), b = find(moves.to[k]);
      if (a == b) continue;
      if (size_[a] < size_[b]) std::swap(a, b);
      parent_[b] = a;
      size_[a] += size_[b];
      largest_ = std::max<size_t>(largest_, size_[a]);
    }
  }
  size_t size() const { return parent_.size(); }
  size_t largest() const { return largest_; }

 private:
  std::vector<uint32_t> parent_;
  std::vector<uint32_t> size_;
  size_t largest_;
};

class RunBuilder {
 public:
  RunBuilder(std::span<const RowPattern> patterns, std::span<const StringPairs> moves, size_t num_rows,
             size_t num_groups)
      : patterns_(patterns),
        moves_(moves),
        num_rows_(num_rows),
        num_groups_(num_groups),
        owner_(num_rows, kNoGroup) {}

  std::vector<ExcitationRun> cut() {
    std::vector<ExcitationRun> runs;
    const size_t limit = num_rows_ / num_groups_;
    RowSets sets(num_rows_);
    std::vector<bool> connected(moves_.size(), false);
    size_t begin = 0;
    for (size_t k = 0; k < patterns_.size(); ++k) {
      if (patterns_[k].moves < 0 || connected[static_cast<size_t>(patterns_[k].moves)]) continue;
      const StringPairs& moves = moves_[static_cast<size_t>(patterns_[k].moves)];
      RowSets joined = sets;
      joined.connect(moves);
      if (joined.largest() > limit && k > begin) {
        runs.push_back(make(begin, k, std::move(sets)));
        begin = k;
        connected.assign(moves_.size(), false);
        joined = RowSets(num_rows_);
        joined.connect(moves);
      }
      connected[static_cast<size_t>(patterns_[k].moves)] = true;
      sets = std::move(joined);
    }
    if (begin < patterns_.size()) runs.push_back(make(begin, patterns_.size(), std::move(sets)));
    return runs;
  }

 private:
  ExcitationRun make(size_t begin, size_t end, RowSets sets) {
    ExcitationRun run;
    run.begin = begin;
    run.end = end;
    run.num_groups = num_groups_;
    assign_rows(run, sets);
    std::map<int, uint32_t> groupings;
    run.first_item.push_back(0);
    for (size_t k = begin; k < end; ++k) {
      const RowPattern& pattern = patterns_[k];
      const auto [found, is_new] =
          groupings.try_emplace(pattern.moves, static_cast<uint32_t>(run.groupings.size()));
      if (is_new) run.groupings.push_back(group_items(pattern));
      run.grouping_of.push_back(found->second);
      run.first_item.push_back(run.first_item.back() + num_items(pattern));
    }
    return run;
  }

  /// Assigns connected sets, the one with the most work first, each to its previous group or else to the one
  /// with the least work. A set of several previous groups counts as its root's.
  void assign_rows(const ExcitationRun& run, RowSets& sets) {
    const std::vector<double> work = work_of_sets(run, sets);
    const double share = std::accumulate(work.begin(), work.end(), 0.0) / static_cast<double>(num_groups_);
    std::vector<uint32_t> roots;
    for (uint32_t row = 0; row < num_rows_; ++row)
      if (sets.find(row) == row) roots.push_back(row);
    std::ranges::stable_sort(roots, std::greater{}, [&](uint32_t root) { return work[root]; });
    std::vector<double> load(num_groups_, 0.0);
    for (const uint32_t root : roots) {
      uint32_t& group = owner_[root];
      if (group == kNoGroup || load[group] + work[root] > kTolerance * share)
        group = static_cast<uint32_t>(std::ranges::min_element(load) - load.begin());
      load[group] += work[root];
    }
    for (uint32_t row = 0; row < num_rows_; ++row) owner_[row] = owner_[sets.find(row)];
  }

  /// Of each set, at its root.
  std::vector<double> work_of_sets(const ExcitationRun& run, RowSets& sets) const {
    std::vector<double> work(num_rows_, 0.0);
    for (size_t k = run.begin; k < run.end; ++k)
      for (size_t item = 0; item < num_items(patterns_[k]); ++item)
        work[sets.find(row_of(patterns_[k], item))] += patterns_[k].work;
    return work;
  }

  ExcitationRun::Grouping group_items(const RowPattern& pattern) const {
    ExcitationRun::Grouping grouping;
    grouping.items.resize(num_items(pattern));
    std::iota(grouping.items.begin(), grouping.items.end(), 0);
    const auto group_of_item = [&](uint32_t item) { return owner_[row_of(pattern, item)]; };
    std::ranges::stable_sort(grouping.items, {}, group_of_item);
    for (uint32_t group = 0; group <= num_groups_; ++group)
      grouping.group_begin.push_back(static_cast<uint32_t>(
          std::ranges::lower_bound(grouping.items, group, {}, group_of_item) - grouping.items.begin()));
    return grouping;
  }

  size_t num_items(const RowPattern& pattern) const {
    return pattern.moves < 0 ? num_rows_ : moves_[static_cast<size_t>(pattern.moves)].from.size();
  }
  uint32_t row_of(const RowPattern& pattern, size_t item) const {
    return pattern.moves < 0 ? static_cast<uint32_t>(item)
                             : moves_[static_cast<size_t>(pattern.moves)].from[item];
  }

  std::span<const RowPattern> patterns_;
  std::span<const StringPairs> moves_;
  size_t num_rows_;
  size_t num_groups_;
  std::vector<uint32_t> owner_;  ///< Group of each row in the latest run.
};

}  // namespace

std::vector<ExcitationRun> make_excitation_runs(std::span<const RowPattern> patterns,
                                                std::span<const StringPairs> moves, size_t num_rows,
                                                size_t num_groups) {
  return RunBuilder(patterns, moves, num_rows, num_groups).cut();
}

}  // namespace eigenlake
