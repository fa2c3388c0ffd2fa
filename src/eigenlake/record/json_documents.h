// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "eigenlake/base/byte_stream.h"
#include "eigenlake/base/error.h"

namespace eigenlake {

/// The longest JSON document that is read, and the most keys and values in it, counted by '[', '{', ':' and
/// ','. Parsing needs about three times the bytes of the document, and forty bytes for each of these.
inline constexpr uint64_t kJsonDocumentBytesMax = uint64_t{256} << 20;
inline constexpr uint64_t kJsonDocumentValuesMax = uint64_t{16} << 20;

/// Finds the JSON objects of a text with one object, several in a row or on lines, or arrays of them, without
/// parsing them.
class JsonDocuments {
 public:
  /// `text` outlives this object.
  explicit JsonDocuments(std::string_view text, uint64_t document_bytes_max = kJsonDocumentBytesMax)
      : text_(text), document_bytes_max_(document_bytes_max) {}
  /// A text that is read in pieces. Memory holds a piece and a document.
  explicit JsonDocuments(ReadNext read, uint64_t document_bytes_max = kJsonDocumentBytesMax)
      : read_(std::move(read)), document_bytes_max_(document_bytes_max) {}
  JsonDocuments(const JsonDocuments&) = delete;
  JsonDocuments& operator=(const JsonDocuments&) = delete;

  /// The text of the next object, or none at the end. It is valid until the next call.
  ///
  /// Errors: kCorrupt with the byte, for anything between objects except white space and commas, and for an
  ///         object or array without an end; kResourceLimit for a longer one than allowed; those of `read`.
  Result<std::optional<std::string_view>> next();

  /// The place in the text of the latest object.
  uint64_t begin() const { return document_begin_; }

  /// Whether at least so many bytes after that object may be read, whatever they are.
  bool has_room_behind(size_t bytes) const { return read_ && buffer_.capacity() - position_ >= bytes; }

  /// Frees the memory of that object.
  void release();

 private:
  Result<> skip_byte_order_mark();
  Result<size_t> find_end();
  Result<> check_size(size_t bytes, uint64_t values) const;
  Result<bool> extend(size_t begin);

  ReadNext read_;       ///< Empty for a text in memory.
  std::string buffer_;  ///< The part of a text in pieces that is in memory.
  std::string_view text_;
  uint64_t document_bytes_max_;
  uint64_t passed_ = 0;  ///< Bytes of the text before text_.
  size_t position_ = 0;
  size_t begin_ = 0;             ///< Of the object, in text_.
  uint64_t document_begin_ = 0;  ///< The same in the whole text.
  bool in_array_ = false;
  bool is_started_ = false;
  bool is_at_end_ = false;
};

}  // namespace eigenlake
