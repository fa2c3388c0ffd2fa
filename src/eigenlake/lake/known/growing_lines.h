// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/lake/known/sorted_lines.h"

namespace eigenlake {

/// Ordered lines that grow: recent ones are kept here, the many earlier ones in one object, the base. A later
/// line replaces one with the same key.
///
/// Lines include their ends. A store may be null while the base is empty.
/// Errors: as SortedLines. Threads: one at a time.
class GrowingLines {
 public:
  /// Of a line: all before its first space, or all of it.
  enum class Key { kFirstField, kWholeLine };

  struct Recent {
    std::string line;
    bool is_in_base = false;  ///< It replaces one in the base.
  };

  explicit GrowingLines(Key key) : key_(key) {}

  /// The first line that begins with `prefix`, which includes a key.
  Result<std::optional<std::string>> find(ObjectStore* store, std::string_view prefix);
  Result<std::string> all(ObjectStore* store);
  uint64_t num_lines() const;

  /// Omits lines whose key is recent. Requires: the base has none of them, unless they say so.
  void add(std::vector<Recent> lines);
  /// Replaces lines with the same keys. Requires: they exist.
  void replace(std::vector<std::string> lines);

  /// Ordered.
  const std::vector<Recent>& recent() const { return recent_; }
  SortedLines& base() { return base_; }
  const SortedLines& base() const { return base_; }
  /// Drops recent lines, which are in `base`.
  void move_to(SortedLines base);

 private:
  std::string_view key_of(std::string_view line) const;
  std::vector<Recent>::iterator find_recent(std::string_view prefix);

  Key key_;
  SortedLines base_;
  std::vector<Recent> recent_;
};

/// With their ends; the last may have none.
std::vector<std::string_view> lines_of(std::string_view text);

}  // namespace eigenlake
