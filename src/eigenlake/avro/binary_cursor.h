// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

#include "eigenlake/avro/limits.h"
#include "eigenlake/base/error.h"

namespace eigenlake::avro {

static_assert(std::endian::native == std::endian::little,
              "Avro's doubles are little-endian and copied as they are");

/// Reads Avro's binary encoding from memory. The first defect is kept with its place, every later read fails
/// at once, and callers need test only `ok()` where it matters; values read after a defect are zero or empty.
///
/// Source: Apache Avro 1.12 specification, "Binary Encoding".
class BinaryCursor {
 public:
  /// `base_offset` is the place of data[0] in its file, for messages. The bytes must outlive the cursor.
  explicit BinaryCursor(std::string_view data, const Limits& limits = {}, uint64_t base_offset = 0)
      : begin_(data.data()),
        pos_(data.data()),
        end_(data.data() + data.size()),
        limits_(limits),
        base_offset_(base_offset),
        values_left_(limits.extra_values_max + 8 * static_cast<int64_t>(data.size())) {}

  bool ok() const { return message_.empty(); }
  bool at_end() const { return pos_ == end_; }
  size_t remaining() const { return static_cast<size_t>(end_ - pos_); }
  /// Place of the next byte in the file.
  uint64_t offset() const { return base_offset_ + static_cast<uint64_t>(pos_ - begin_); }
  const Limits& limits() const { return limits_; }
  /// The defect as an error; "… at byte N".
  Error error() const { return Error{kind_, message_, {}}; }

  int64_t read_long() {
    if (pos_ != end_ && static_cast<uint8_t>(*pos_) < 0x80) [[likely]] {
      const auto byte = static_cast<uint8_t>(*pos_++);
      return static_cast<int64_t>(byte >> 1) ^ -static_cast<int64_t>(byte & 1);
    }
    return read_long_slow();
  }
  /// A long that must fit into 32 bits.
  int32_t read_int();
  bool read_boolean();
  float read_float() { return read_raw<float>(); }
  double read_double() { return read_raw<double>(); }
  /// A view into the data. Not checked for UTF-8.
  std::string_view read_bytes();
  /// As read_bytes, and well-formed UTF-8.
  std::string_view read_string();
  std::string_view read_fixed(size_t size);

  /// Number of items in the next block of an array or map, 0 at its end. The byte size that a negative count
  /// announces is returned in `block_bytes` (−1 without one).
  ///
  /// `min_item_bytes` (0 allowed) is what an item takes at least: a count that cannot fit is a defect.
  int64_t read_block_count(size_t min_item_bytes, int64_t* block_bytes = nullptr);
  void skip(size_t bytes);

  /// Copies `count` doubles to `target`.
  void read_doubles(double* target, size_t count);

  /// Counts values against what the block may hold (Limits::extra_values_max); false when it is exceeded.
  bool spend_values(int64_t count);

  /// Records the first defect; the place is added.
  template <typename... Args>
  void fail(ErrorKind kind, fmt::format_string<Args...> format, Args&&... args) {
    if (ok()) set_error(kind, fmt::format(format, std::forward<Args>(args)...));
  }

 private:
  template <typename T>
  T read_raw() {
    if (remaining() < sizeof(T)) [[unlikely]] {
      truncated(sizeof(T));
      return T{};
    }
    T value;
    std::memcpy(&value, pos_, sizeof(T));
    pos_ += sizeof(T);
    return value;
  }
  int64_t read_long_slow();
  void truncated(size_t needed);
  void set_error(ErrorKind kind, std::string message);

  const char* begin_;
  const char* pos_;
  const char* end_;
  Limits limits_;
  uint64_t base_offset_;
  int64_t values_left_;
  ErrorKind kind_ = ErrorKind::kCorrupt;
  std::string message_;
};

/// Appends values in Avro's binary encoding.
void append_long(std::string& out, int64_t value);  ///< Also for int.
void append_boolean(std::string& out, bool value);
void append_float(std::string& out, float value);
void append_double(std::string& out, double value);
void append_string(std::string& out, std::string_view value);  ///< Also for bytes.
/// An array<double> as one block.
void append_doubles(std::string& out, std::span<const double> values);

}  // namespace eigenlake::avro
