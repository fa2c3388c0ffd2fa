// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/avro/binary_cursor.h"

#include <limits>

#include "eigenlake/json/utf8.h"

namespace eigenlake::avro {

int64_t BinaryCursor::read_long_slow() {
  uint64_t bits = 0;
  for (int shift = 0; shift < 70; shift += 7) {
    if (at_end()) {
      truncated(1);
      return 0;
    }
    const auto byte = static_cast<uint8_t>(*pos_++);
    if (shift == 63 && byte > 1) break;
    bits |= static_cast<uint64_t>(byte & 0x7f) << shift;
    if (byte < 0x80) return static_cast<int64_t>(bits >> 1) ^ -static_cast<int64_t>(bits & 1);
  }
  fail(ErrorKind::kCorrupt, "an integer must have at most 64 bits");
  return 0;
}

int32_t BinaryCursor::read_int() {
  const int64_t value = read_long();
  if (value < std::numeric_limits<int32_t>::min() || value > std::numeric_limits<int32_t>::max()) {
    fail(ErrorKind::kCorrupt, "an int must fit into 32 bits, got {}", value);
    return 0;
  }
  return static_cast<int32_t>(value);
}

bool BinaryCursor::read_boolean() {
  if (at_end()) {
    truncated(1);
    return false;
  }
  const auto byte = static_cast<uint8_t>(*pos_++);
  if (byte > 1) fail(ErrorKind::kCorrupt, "a boolean must be 0 or 1, got {}", byte);
  return byte == 1;
}

std::string_view BinaryCursor::read_bytes() {
  const int64_t length = read_long();
  if (length < 0) {
    fail(ErrorKind::kCorrupt, "a length must be at least 0, got {}", length);
    return {};
  }
  return read_fixed(static_cast<size_t>(length));
}

std::string_view BinaryCursor::read_string() {
  const std::string_view bytes = read_bytes();
  if (!is_valid_utf8(bytes)) {
    fail(ErrorKind::kCorrupt, "a string of {} bytes is not UTF-8", bytes.size());
    return {};
  }
  return bytes;
}

std::string_view BinaryCursor::read_fixed(size_t size) {
  if (size > remaining()) {
    truncated(size);
    return {};
  }
  if (size > limits_.string_bytes_max) {
    fail(ErrorKind::kResourceLimit, "a string must have at most {} bytes, got {}", limits_.string_bytes_max,
         size);
    return {};
  }
  const std::string_view view(pos_, size);
  pos_ += size;
  return view;
}

int64_t BinaryCursor::read_block_count(size_t min_item_bytes, int64_t* block_bytes) {
  int64_t count = read_long();
  int64_t bytes = -1;
  if (count < 0) {
    if (count == std::numeric_limits<int64_t>::min()) {
      fail(ErrorKind::kCorrupt, "invalid number of items {}", count);
      return 0;
    }
    count = -count;
    bytes = read_long();
    if (bytes < 0 || static_cast<uint64_t>(bytes) > remaining()) {
      fail(ErrorKind::kCorrupt, "a block of items must have at most {} bytes, got {}", remaining(), bytes);
      return 0;
    }
  }
  const uint64_t fitting =
      min_item_bytes == 0 ? std::numeric_limits<int64_t>::max() : remaining() / min_item_bytes;
  if (static_cast<uint64_t>(count) > fitting) {
    fail(ErrorKind::kCorrupt, "at most {} items fit into the remaining {} bytes, got {}", fitting,
         remaining(), count);
    return 0;
  }
  if (block_bytes != nullptr) *block_bytes = bytes;
  return ok() ? count : 0;
}

void BinaryCursor::skip(size_t bytes) {
  if (bytes > remaining()) return truncated(bytes);
  pos_ += bytes;
}

void BinaryCursor::read_doubles(double* target, size_t count) {
  if (count > remaining() / sizeof(double)) return truncated(count * sizeof(double));
  std::memcpy(target, pos_, count * sizeof(double));
  pos_ += count * sizeof(double);
}

bool BinaryCursor::spend_values(int64_t count) {
  if (count <= values_left_) [[likely]] {
    values_left_ -= count;
    return true;
  }
  fail(ErrorKind::kResourceLimit, "this block may have at most {} more values, got {}", values_left_, count);
  return false;
}

void BinaryCursor::truncated(size_t needed) {
  fail(ErrorKind::kCorrupt, "expected {} more bytes, found only {}", needed, remaining());
}

void BinaryCursor::set_error(ErrorKind kind, std::string message) {
  kind_ = kind;
  message_ = fmt::format("{} at byte {}", message, offset());
  pos_ = end_;  // every later read fails without another test
}

void append_long(std::string& out, int64_t value) {
  uint64_t bits = (static_cast<uint64_t>(value) << 1) ^ static_cast<uint64_t>(value >> 63);
  char bytes[10];
  size_t size = 0;
  for (; bits >= 0x80; bits >>= 7) bytes[size++] = static_cast<char>(bits | 0x80);
  bytes[size++] = static_cast<char>(bits);
  out.append(bytes, size);
}

void append_boolean(std::string& out, bool value) {
  out += value ? '\1' : '\0';
}

void append_float(std::string& out, float value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

void append_double(std::string& out, double value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

void append_string(std::string& out, std::string_view value) {
  append_long(out, static_cast<int64_t>(value.size()));
  out.append(value);
}

void append_doubles(std::string& out, std::span<const double> values) {
  if (!values.empty()) {
    append_long(out, static_cast<int64_t>(values.size()));
    out.append(reinterpret_cast<const char*>(values.data()), values.size_bytes());
  }
  append_long(out, 0);
}

}  // namespace eigenlake::avro
