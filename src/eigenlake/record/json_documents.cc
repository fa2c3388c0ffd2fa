// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/record/json_documents.h"

#include <algorithm>
#include <array>

namespace eigenlake {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
constexpr uint64_t kTextPieceBytes = uint64_t{8} << 20;
/// Capacity beyond the text, so that the parser needs no copy of it.
constexpr size_t kRoomBehindText = 64;

enum class Sign : uint8_t { kNone, kQuote, kOpen, kClose, kNext };

/// The meaning of a byte outside of strings for the structure of a document.
constexpr std::array<Sign, 256> kSigns = [] {
  std::array<Sign, 256> signs{};
  signs['"'] = Sign::kQuote;
  signs['{'] = signs['['] = Sign::kOpen;
  signs['}'] = signs[']'] = Sign::kClose;
  signs[':'] = signs[','] = Sign::kNext;
  return signs;
}();

bool is_between_documents(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ',';
}

/// Searches the end of a document that arrives in pieces.
class DocumentScan {
 public:
  /// Scans `text`, the document from its beginning, after the first `length` bytes, and sets `length` to the
  /// number of scanned bytes. True at the document's end.
  bool go_on(std::string_view text, size_t& length) {
    const size_t size = text.size();
    size_t i = length;
    bool is_end = false;
    while (!is_end) {
      if (in_string_) {
        while (i < size && text[i] != '"') i += text[i] == '\\' ? 2 : 1;
        if (i >= size) break;
        in_string_ = false;
        ++i;
      }
      while (i < size && sign_of(text[i]) == Sign::kNone) ++i;
      if (i >= size) break;
      is_end = take(sign_of(text[i++]));
    }
    length = i;
    return is_end;
  }

  uint64_t num_values() const { return num_values_; }

 private:
  static Sign sign_of(char c) { return kSigns[static_cast<unsigned char>(c)]; }

  bool take(Sign sign) {
    if (sign == Sign::kQuote) in_string_ = true;
    if (sign == Sign::kOpen) ++depth_;
    if (sign == Sign::kOpen || sign == Sign::kNext) ++num_values_;
    return sign == Sign::kClose && --depth_ == 0;
  }

  size_t depth_ = 0;
  uint64_t num_values_ = 0;
  bool in_string_ = false;
};

}  // namespace

Result<std::optional<std::string_view>> JsonDocuments::next() {
  EIGENLAKE_RETURN_IF_ERROR(skip_byte_order_mark());
  while (true) {
    for (; position_ < text_.size(); ++position_) {
      const char c = text_[position_];
      if (is_between_documents(c)) continue;
      if (c == '[' && !in_array_) {
        in_array_ = true;
      } else if (c == ']' && in_array_) {
        in_array_ = false;
      } else if (c == '{') {
        begin_ = position_;
        document_begin_ = passed_ + begin_;
        EIGENLAKE_ASSIGN_OR_RETURN(position_, find_end());
        return text_.substr(begin_, position_ - begin_);
      } else {
        return fail(ErrorKind::kCorrupt, "expected a JSON object, found byte {:#04x} at byte {}",
                    static_cast<unsigned char>(c), passed_ + position_);
      }
    }
    EIGENLAKE_ASSIGN_OR_RETURN(const bool is_more, extend(position_));
    if (!is_more) break;
  }
  if (in_array_) {
    return fail(ErrorKind::kCorrupt, "unterminated JSON array: the text ends at byte {}",
                passed_ + text_.size());
  }
  return std::nullopt;
}

Result<> JsonDocuments::skip_byte_order_mark() {
  if (is_started_) return {};
  is_started_ = true;
  if (read_) EIGENLAKE_RETURN_IF_ERROR(extend(0));
  if (text_.starts_with(kByteOrderMark)) position_ = kByteOrderMark.size();
  return {};
}

/// Drops the text before `begin` and reads more; false at the end of the text.
Result<bool> JsonDocuments::extend(size_t begin) {
  if (!read_ || is_at_end_) return false;
  EIGENLAKE_ASSIGN_OR_RETURN(const std::string piece, read_(kTextPieceBytes));
  is_at_end_ = piece.size() < kTextPieceBytes;
  buffer_.erase(0, begin);
  passed_ += begin;
  position_ -= std::min(position_, begin);
  begin_ -= std::min(begin_, begin);
  const uint64_t needed = buffer_.size() + piece.size() + kRoomBehindText;
  // Twice as much each time, and soon enough for the longest document: unused memory costs nothing, a copy of
  // a long text does.
  const uint64_t longest = document_bytes_max_ + 2 * kTextPieceBytes;
  const uint64_t enough = 4 * needed < longest ? 2 * needed : longest;
  if (needed > buffer_.capacity()) buffer_.reserve(std::max(needed, enough));
  buffer_ += piece;
  text_ = buffer_;
  return !piece.empty();
}

Result<size_t> JsonDocuments::find_end() {
  DocumentScan scan;
  size_t length = 0;  // Of what was scanned.
  while (true) {
    const bool is_end = scan.go_on(text_.substr(begin_), length);
    EIGENLAKE_RETURN_IF_ERROR(check_size(length, scan.num_values()));
    if (is_end) return begin_ + length;
    EIGENLAKE_ASSIGN_OR_RETURN(const bool is_more, extend(begin_));
    if (!is_more) break;
  }
  return fail(ErrorKind::kCorrupt, "unterminated JSON object at byte {}: the text ends at byte {}",
              document_begin_, passed_ + text_.size());
}

/// Of a document with at least so many bytes.
Result<> JsonDocuments::check_size(size_t bytes, uint64_t values) const {
  if (bytes > document_bytes_max_)
    return fail(ErrorKind::kResourceLimit, "the JSON document at byte {} is longer than {} MiB",
                document_begin_, document_bytes_max_ >> 20);
  if (values > kJsonDocumentValuesMax)
    return fail(ErrorKind::kResourceLimit, "the JSON document at byte {} has more than {} keys and values",
                document_begin_, kJsonDocumentValuesMax);
  return {};
}

void JsonDocuments::release() {
  if (!read_) return;
  passed_ += position_;
  buffer_ = buffer_.substr(position_);
  begin_ = position_ = 0;
  text_ = buffer_;
}

}  // namespace eigenlake
