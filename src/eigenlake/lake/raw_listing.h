// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/object_store/object_store.h"

namespace eigenlake {

/// Known objects of one sink partition. Offsets only grow, so new objects follow the last.
struct ListedRun {
  std::string prefix = {};    ///< {folder/}{topic}+{partition}+
  std::string last_key = {};  ///< The highest known one.
  uint64_t num_objects = 0;
};

/// From here on a run saves a request: one page of a listing.
inline constexpr uint64_t kRunObjectsMin = 1000;

/// The runs of `keys` (ordered) that a listing may skip: at least `num_objects_min` objects with offsets of
/// ten digits, far from eleven, so that keys are ordered by offset.
std::vector<ListedRun> resumable_runs(std::span<const std::string> keys,
                                      uint64_t num_objects_min = kRunObjectsMin);

/// The key in Lake::raw_store() of a ledger's object; independent of the lake's place.
std::string_view raw_key_of(std::string_view object_uri);

struct RawListing {
  std::vector<ObjectInfo> objects;  ///< Records, ordered by key, then failures.
  uint64_t num_left_out = 0;        ///< By is_left_out().
};

/// The raw objects of a lake, records and failures, without those of the known `runs` (ordered).
///
/// Cost: a listing of the rest, whatever the lengths of the runs.
Result<RawListing> list_raw_objects(ObjectStore& store, std::span<const ListedRun> runs);

}  // namespace eigenlake
