// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <filesystem>
#include <functional>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <sys/stat.h>

#include "eigenlake/object_store/object_store.h"

namespace eigenlake {

/// A file as an object; its etag follows from size and time.
ObjectInfo info_of(std::string key, const struct stat& status);

/// The keys that a listing asks for.
struct WantedKeys {
  std::string_view prefix;
  std::string_view after;
  std::span<const KeyRange> left_out;  ///< Ordered, without overlap.

  bool has(std::string_view key) const {
    return key.starts_with(prefix) && key > after && !is_within(key, range_before(key));
  }
  /// Whether there may be one below a folder, given with its '/'.
  bool has_some_below(std::string_view folder) const {
    const bool on_the_way = folder.starts_with(prefix) || prefix.starts_with(folder);
    if (!on_the_way || !(folder > after || after.starts_with(folder))) return false;
    const auto* range = range_before(folder);
    return !is_within(folder, range) || range->last.starts_with(folder);
  }

 private:
  /// The last range that does not begin behind the key, if any.
  const KeyRange* range_before(std::string_view key) const {
    const auto behind = std::ranges::upper_bound(left_out, key, {}, &KeyRange::first);
    return behind == left_out.begin() ? nullptr : &*std::prev(behind);
  }
  static bool is_within(std::string_view key, const KeyRange* range) {
    return range != nullptr && key <= range->last;
  }
};

/// The wanted files below `root`, by key; hidden ones are left out and links to directories not followed.
Result<std::vector<ObjectInfo>> list_local_files(const std::filesystem::path& root, const WantedKeys& wanted);

/// Files and, with '/', folders in a directory, hidden ones left out; none where it is not there.
Result<std::vector<std::string>> list_local_names(const std::filesystem::path& directory);

/// Calls `visit` for each regular file below `directory`, hidden ones left out unless `with_hidden`.
Result<> walk_local_files(const std::filesystem::path& directory, bool with_hidden,
                          const std::function<void(const std::filesystem::path&)>& visit);

}  // namespace eigenlake
