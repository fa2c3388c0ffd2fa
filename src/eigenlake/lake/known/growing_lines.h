#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/lake/known/sorted_lines.h"

namespace eigenlake {

/// Ordered lines to which more are added: those that came last are kept here, the many before them lie in one
/// object, the base. Of lines with the same key the later one counts.
///
/// Lines have their ends. A store may be null while the base is empty.
/// Errors: as SortedLines. Threads: one at a time.
class GrowingLines {
 public:
  /// What a line is known by: all before its first space, or all of it.
  enum class Key { kFirstField, kWholeLine };

  /// A line that came last.
  struct Recent {
    std::string line;
    bool is_in_base = false;  ///< The base has a line with its key, which this one replaces.
  };

  explicit GrowingLines(Key key) : key_(key) {}

  /// The first line that begins with `prefix`, which holds a key.
  Result<std::optional<std::string>> find(ObjectStore* store, std::string_view prefix);
  /// All lines.
  Result<std::string> all(ObjectStore* store);
  uint64_t num_lines() const;

  /// Adds lines; one whose key is among the recent ones already is left out. Requires: the base has none of
  /// the others, unless they say so.
  void add(std::vector<Recent> lines);
  /// Puts each line in the place of the one with the same key. Requires: there is one.
  void replace(std::vector<std::string> lines);

  /// Ordered.
  const std::vector<Recent>& recent() const { return recent_; }
  SortedLines& base() { return base_; }
  const SortedLines& base() const { return base_; }
  /// From now on all lines lie there.
  void move_to(SortedLines base);

 private:
  std::string_view key_of(std::string_view line) const;
  std::vector<Recent>::iterator find_recent(std::string_view prefix);

  Key key_;
  SortedLines base_;
  std::vector<Recent> recent_;
};

/// The lines of `text`, with their ends; the last may have none.
std::vector<std::string_view> lines_of(std::string_view text);

}  // namespace eigenlake
