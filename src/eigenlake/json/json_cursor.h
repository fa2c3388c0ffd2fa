// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "eigenlake/base/error.h"

namespace eigenlake {

/// Walks through a JSON text from front to back without making values of it: for large documents of which the
/// most is carried on as text. parse_json is for all others.
///
/// Each `take` passes over white space and moves behind what it takes; where something else stands it returns
/// false, and the cursor stays in front of that.
///
/// Requires: the text is UTF-8 and outlives the cursor.
class JsonCursor {
 public:
  explicit JsonCursor(std::string_view text)
      : begin_(text.data()), at_(text.data()), end_(text.data() + text.size()) {}

  /// Behind what was taken last, or in front of what is_at() looked at.
  const char* position() const { return at_; }

  bool is_at(char c) {
    skip_space();
    return at_ != end_ && *at_ == c;
  }
  bool is_at_end() {
    skip_space();
    return at_ == end_;
  }
  bool take(char c) {
    if (!is_at(c)) return false;
    ++at_;
    return true;
  }

  /// A string without its quotes, its escapes checked and left as they are.
  bool take_string(std::string_view& escaped);
  /// A number without fraction and exponent that 64 bits hold.
  bool take_integer(int64_t& integer);
  bool take_null() { return take_word("null"); }

  /// Takes any value, checking all of it. Errors: as malformed(); kCorrupt for more than `depth_max` levels.
  Result<> skip_value(int depth_max = 64);

  /// That no JSON stands here. Errors: kCorrupt with the byte.
  std::unexpected<Error> malformed() const;

 private:
  void skip_space() {
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\t' || *at_ == '\r')) ++at_;
  }
  bool take_word(std::string_view word);
  bool take_number();
  bool take_digits();
  Result<> skip_at_depth(int depth, int depth_max);

  const char* begin_;
  const char* at_;
  const char* end_;
};

/// What a string means that take_string() took.
std::string unescaped_json(std::string_view escaped);

/// A text without white space between its parts. Requires: it is JSON.
std::string minified_json(std::string_view json);

/// Takes an object; hands the name of each member to `visit(name)`, which takes its value.
/// Errors: as JsonCursor::malformed(); those of `visit`.
template <typename Visit>
Result<> for_each_member(JsonCursor& at, Visit visit) {
  if (!at.take('{')) return at.malformed();
  if (at.take('}')) return {};
  std::string kept;
  do {
    std::string_view name;
    if (!at.take_string(name) || !at.take(':')) return at.malformed();
    if (name.contains('\\')) name = kept = unescaped_json(name);
    EIGENLAKE_RETURN_IF_ERROR(visit(name));
  } while (at.take(','));
  return at.take('}') ? Result<>() : at.malformed();
}

/// Takes an array; calls `visit()` in front of each item, which takes it. Errors: as for_each_member().
template <typename Visit>
Result<> for_each_item(JsonCursor& at, Visit visit) {
  if (!at.take('[')) return at.malformed();
  if (at.take(']')) return {};
  do {
    EIGENLAKE_RETURN_IF_ERROR(visit());
  } while (at.take(','));
  return at.take(']') ? Result<>() : at.malformed();
}

}  // namespace eigenlake
