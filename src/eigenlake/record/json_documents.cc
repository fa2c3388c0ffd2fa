#include "eigenlake/record/json_documents.h"

#include <array>

namespace eigenlake {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

bool is_between_documents(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ',';
}

/// Place after the string that begins with the quote at `begin`, or npos.
size_t skip_string(std::string_view text, size_t begin) {
  for (size_t i = begin + 1; i < text.size(); ++i) {
    if (text[i] == '\\')
      ++i;
    else if (text[i] == '"')
      return i + 1;
  }
  return std::string_view::npos;
}

}  // namespace

Result<std::optional<std::string_view>> JsonDocuments::next() {
  if (position_ == 0 && text_.starts_with(kByteOrderMark)) position_ = kByteOrderMark.size();
  for (; position_ < text_.size(); ++position_) {
    const char c = text_[position_];
    if (is_between_documents(c)) continue;
    if (c == '[' && !in_array_) {
      in_array_ = true;
    } else if (c == ']' && in_array_) {
      in_array_ = false;
    } else if (c == '{') {
      begin_ = position_;
      EIGENLAKE_ASSIGN_OR_RETURN(position_, find_end());
      return text_.substr(begin_, position_ - begin_);
    } else {
      return fail(ErrorKind::kCorrupt, "expected a JSON object, found byte {:#04x} at byte {}",
                  static_cast<unsigned char>(c), position_);
    }
  }
  if (in_array_) {
    return fail(ErrorKind::kCorrupt, "expected the end of a JSON array, found the end of the text at byte {}",
                text_.size());
  }
  return std::nullopt;
}

Result<size_t> JsonDocuments::find_end() const {
  size_t depth = 0;
  for (size_t i = begin_; i < text_.size(); ++i) {
    const char c = text_[i];
    if (c == '"') {
      i = skip_string(text_, i);
      if (i == std::string_view::npos) break;
      --i;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if ((c == '}' || c == ']') && --depth == 0) {
      return i + 1;
    }
  }
  return fail(ErrorKind::kCorrupt,
              "expected the end of the JSON object that begins at byte {}, found the end of "
              "the text at byte {}",
              begin_, text_.size());
}

std::optional<std::string> quote_non_finite(std::string_view document) {
  static constexpr std::array<std::string_view, 3> kWords = {"NaN", "Infinity", "-Infinity"};
  std::optional<std::string> quoted;
  size_t copied = 0;
  for (size_t i = 0; i < document.size(); ++i) {
    if (document[i] == '"') {
      const size_t end = skip_string(document, i);
      if (end == std::string_view::npos) break;
      i = end - 1;
      continue;
    }
    for (const std::string_view word : kWords) {
      if (!document.substr(i).starts_with(word)) continue;
      if (!quoted) quoted.emplace();
      quoted->append(document, copied, i - copied).append(1, '"').append(word).append(1, '"');
      copied = i + word.size();
      i = copied - 1;
      break;
    }
  }
  if (quoted) quoted->append(document, copied);
  return quoted;
}

}  // namespace eigenlake
