#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/object_store/object_store.h"

namespace eigenlake {

/// Objects of one sink partition that the lake knows. A sink's offsets only grow, so what is new of them
/// comes after the last.
struct ListedRun {
  std::string prefix = {};    ///< {folder/}{topic}+{partition}+
  std::string last_key = {};  ///< The highest that is known.
  uint64_t num_objects = 0;
};

/// From how many known objects on a run is worth a request of its own: what one page of a listing holds.
inline constexpr uint64_t kRunObjectsMin = 1000;

/// The runs of `keys` (ordered) that a listing may leave out up to their last key: those of at least
/// `num_objects_min` objects whose offsets are all written with ten digits, far enough from needing eleven,
/// so that the order of the keys is the order of the offsets.
std::vector<ListedRun> resumable_runs(std::span<const std::string> keys,
                                      uint64_t num_objects_min = kRunObjectsMin);

/// The key in Lake::raw_store() of an object in the ledger, so that a lake knows its objects after it was
/// moved.
std::string_view raw_key_of(std::string_view object_uri);

/// What a listing of raw objects gives.
struct RawListing {
  std::vector<ObjectInfo> objects;  ///< Records, ordered by key, then failures.
  uint64_t num_left_out = 0;        ///< Objects whose names say that they are none (is_left_out).
};

/// The raw objects of a lake, records and failures, without those that `runs` (ordered) say are known.
///
/// Cost: what a listing of the rest costs, whatever the lengths of the runs.
Result<RawListing> list_raw_objects(ObjectStore& store, std::span<const ListedRun> runs);

}  // namespace eigenlake
