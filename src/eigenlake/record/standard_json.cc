// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/record/standard_json.h"

#include <array>

#include "eigenlake/record/json_text.h"

namespace eigenlake {
namespace {

/// An integer of fewer digits has at most 64 bits.
constexpr size_t kLongIntegerDigits = 19;

/// Length of a bare word that JSON does not have, at the beginning of `text`; 0 if there is none.
size_t word_length(std::string_view text) {
  static constexpr std::array<std::string_view, 3> kWords = {"NaN", "Infinity", "-Infinity"};
  for (const std::string_view word : kWords)
    if (text.starts_with(word)) return word.size();
  return 0;
}

bool is_long_integer(std::string_view number) {
  const size_t digits = number.size() - (number.starts_with('-') ? 1 : 0);
  return digits >= kLongIntegerDigits && number.find_first_not_of("-0123456789") == std::string_view::npos;
}

/// Copies a document and records what it adds.
class Rewriter {
 public:
  explicit Rewriter(std::string_view document) : document_(document) {}

  void insert(size_t place, std::string_view bytes) {
    json_.text += document_.substr(copied_, place - copied_);
    copied_ = place;
    for (const char c : bytes) {
      json_.insertions.push_back(json_.text.size());
      json_.text += c;
    }
  }
  std::optional<StandardJson> finish() {
    if (json_.insertions.empty()) return std::nullopt;
    json_.text += document_.substr(copied_);
    return std::move(json_);
  }

 private:
  std::string_view document_;
  size_t copied_ = 0;
  StandardJson json_;
};

}  // namespace

std::optional<StandardJson> standard_json(std::string_view document) {
  Rewriter rewriter(document);
  for (size_t i = 0; i < document.size();) {
    const char c = document[i];
    if (c == '"') {
      i = end_of_json_string(document, i);
    } else if (const size_t length = word_length(document.substr(i)); length > 0) {
      rewriter.insert(i, "\"");
      rewriter.insert(i + length, "\"");
      i += length;
    } else if (c == '-' || (c >= '0' && c <= '9')) {
      const size_t end = end_of_json_scalar(document, i);
      if (is_long_integer(document.substr(i, end - i))) rewriter.insert(end, "e0");
      i = end;
    } else {
      ++i;
    }
  }
  return rewriter.finish();
}

}  // namespace eigenlake
