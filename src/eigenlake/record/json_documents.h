#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "eigenlake/base/error.h"

namespace eigenlake {

/// Walks over the JSON objects of a text that holds one, several in a row or on lines, or arrays of them,
/// without parsing them: it finds where each ends.
class JsonDocuments {
 public:
  explicit JsonDocuments(std::string_view text) : text_(text) {}

  /// The text of the next object, or none at the end.
  ///
  /// Errors: kCorrupt with the byte, for anything between objects but white space and commas, and for an
  ///         object or array without its end.
  Result<std::optional<std::string_view>> next();

  /// Place in the text of the object that next() returned last.
  size_t begin() const { return begin_; }

 private:
  Result<size_t> find_end() const;

  std::string_view text_;
  size_t position_ = 0;
  size_t begin_ = 0;
  bool in_array_ = false;
};

/// The document with the bare words NaN, Infinity and -Infinity in quotes, which makes it JSON; none where it
/// has no such word.
std::optional<std::string> quote_non_finite(std::string_view document);

}  // namespace eigenlake
