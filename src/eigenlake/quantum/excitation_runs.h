#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace eigenlake {

/// What an excitation does to the strings of one spin, by index: each move turns a pair of them.
struct StringPairs {
  std::vector<uint32_t> from;
  std::vector<uint32_t> to;
  std::vector<double> sign;
};

/// What an excitation asks of the rows of a sector state, which are alpha strings. Its items are its alpha
/// moves, or, where it moves no alpha electron, the rows themselves.
struct RowPattern {
  int moves = -1;     ///< Index into the list of alpha moves; −1: the rows themselves.
  double work = 1.0;  ///< Of one item: amplitudes that are turned.
};

/// Consecutive excitations, and rows in groups that none of them connects: each group can go through the
/// whole run while others do the same.
struct ExcitationRun {
  /// Items of a pattern, those of a group together: group g has items[group_begin[g] … group_begin[g + 1] −
  /// 1].
  struct Grouping {
    std::vector<uint32_t> items;
    std::vector<uint32_t> group_begin;

    std::span<const uint32_t> of_group(size_t group) const {
      return std::span(items).subspan(group_begin[group], group_begin[group + 1] - group_begin[group]);
    }
  };

  size_t begin = 0;  ///< Excitations begin … end − 1.
  size_t end = 0;
  size_t num_groups = 1;
  std::vector<Grouping> groupings;    ///< One for each distinct pattern of the run.
  std::vector<uint32_t> grouping_of;  ///< [end - begin]
  std::vector<size_t> first_item;     ///< [end - begin + 1]: items of the run, counted through.
};

/// Cuts excitations into runs of `num_groups` groups: as long as rows that are connected are no more than the
/// share of one group. A group keeps the rows that it had in the run before where that leaves the groups with
/// about equal work, because rows that change the core have to travel between caches.
///
/// Requires: num_groups > 0; with one group there is one run.
/// Cost:     the number of all items; once per ansatz.
std::vector<ExcitationRun> make_excitation_runs(std::span<const RowPattern> patterns,
                                                std::span<const StringPairs> moves, size_t num_rows,
                                                size_t num_groups);

}  // namespace eigenlake
