// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/lake/raw_listing.h"

#include <algorithm>
#include <iterator>

#include "eigenlake/lake/lake.h"
#include "eigenlake/lake/raw_name.h"
#include "eigenlake/lake/sink_name.h"

namespace eigenlake {
namespace {

constexpr size_t kOffsetDigits = 10;
/// With a leading 0, billions of records may follow before keys get out of order.
constexpr int64_t kOffsetMax = 999'999'999;

bool is_ordered_by_offset(const SinkName& name) {
  return name.num_digits == kOffsetDigits && name.offset <= kOffsetMax;
}

}  // namespace

std::vector<ListedRun> resumable_runs(std::span<const std::string> keys, uint64_t num_objects_min) {
  std::vector<ListedRun> runs;
  while (!keys.empty()) {
    const auto first = parse_sink_name(keys[0]);
    size_t length = first ? 0 : 1;
    bool is_ordered = first.has_value();
    while (first && length < keys.size() && keys[length].starts_with(first->run)) {
      const auto name = parse_sink_name(keys[length++]);
      is_ordered = is_ordered && name && is_ordered_by_offset(*name);
    }
    if (is_ordered && length >= num_objects_min)
      runs.push_back({std::string(first->run), std::string(keys[length - 1]), length});
    keys = keys.subspan(length);
  }
  return runs;
}

std::string_view raw_key_of(std::string_view object_uri) {
  // The lake's folder may contain it as well; the last one counts.
  size_t place = 0;
  for (const auto prefix : {kRawPrefix, kFailuresPrefix})
    if (const size_t found = object_uri.rfind(prefix); found != std::string_view::npos)
      place = std::max(place, found);
  return object_uri.substr(place);
}

Result<RawListing> list_raw_objects(ObjectStore& store, std::span<const ListedRun> runs) {
  std::vector<KeyRange> known;
  for (const ListedRun& run : runs) known.push_back({run.prefix, run.last_key});
  RawListing listing;
  EIGENLAKE_ASSIGN_OR_RETURN(listing.objects, store.list_without(kRawPrefix, known));
  EIGENLAKE_ASSIGN_OR_RETURN(auto failures, store.list_without(kFailuresPrefix, {}));
  std::ranges::move(failures, std::back_inserter(listing.objects));
  listing.num_left_out = std::erase_if(listing.objects, is_left_out);
  return listing;
}

}  // namespace eigenlake
