// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace eigenlake {

/// The pairs of strings of one spin, by index, that an excitation rotates.
struct StringPairs {
  std::vector<uint32_t> from;
  std::vector<uint32_t> to;
  std::vector<double> sign;
};

/// The rows (alpha strings) of a sector state that an excitation uses. Its items are its alpha moves, or the
/// rows themselves if it moves no alpha electron.
struct RowPattern {
  int moves = -1;     ///< Index into the list of alpha moves; −1: the rows themselves.
  double work = 1.0;  ///< Of one item: rotated amplitudes.
};

/// Consecutive excitations, and groups of rows that none of them connects, so that the groups can process the
/// run in parallel.
struct ExcitationRun {
  /// Items of a pattern, sorted by group: group g has items[group_begin[g] … group_begin[g + 1] − 1].
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
  std::vector<size_t> first_item;     ///< [end - begin + 1]: running number of items in the run.
};

/// Divides excitations into runs of `num_groups` groups. A run ends before connected rows exceed the share of
/// one group. A group keeps its rows of the previous run if the work stays about equal, because rows that
/// change the core move between caches.
///
/// Requires: num_groups > 0; with one group there is one run.
/// Cost:     the number of items.
std::vector<ExcitationRun> make_excitation_runs(std::span<const RowPattern> patterns,
                                                std::span<const StringPairs> moves, size_t num_rows,
                                                size_t num_groups);

}  // namespace eigenlake
