// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/object_store/object_store.h"

namespace eigenlake {

/// Ordered lines in one object, found without reading all.
///
/// The object is read in blocks. Their places and checksums are kept apart, by append_to() and take_from():
/// about one line of 300.
///
/// Threads: one at a time.
class SortedLines {
 public:
  SortedLines() = default;

  /// For `text` under `key`. Requires: ordered lines with their ends.
  SortedLines(std::string key, std::string_view text);

  /// Appends lines that begin with `mark`; none for an empty object.
  void append_to(std::string& out, char mark) const;
  /// Takes them from `text`. False for damage.
  bool take_from(std::string_view& text, char mark);

  bool empty() const { return num_lines_ == 0; }
  uint64_t num_lines() const { return num_lines_; }
  const std::string& key() const { return key_; }
  /// True if `store` has an object of this name and size.
  bool is_in(ObjectStore& store) const;

  /// The first line that begins with `prefix`, with its end.
  /// Cost: reads one new block, or the whole object once that is worth it.
  /// Errors: kCorrupt for a damaged object; of the store.
  Result<std::optional<std::string>> find(ObjectStore& store, std::string_view prefix);

  /// The view lives as long as this.
  Result<std::string_view> all(ObjectStore& store);

 private:
  struct Block {
    std::string first_line;
    uint64_t offset = 0;
    uint64_t size = 0;
    uint64_t checksum = 0;
  };
  uint64_t size() const { return blocks_.empty() ? 0 : blocks_.back().offset + blocks_.back().size; }
  Result<std::string_view> block(ObjectStore& store, size_t i);
  Result<> check(const Block& block, std::string_view text) const;

  std::string key_;
  uint64_t num_lines_ = 0;
  std::vector<Block> blocks_;
  std::map<size_t, std::string> read_;  ///< Blocks by their place.
  std::optional<std::string> whole_;
};

/// Detects damage only: FNV-1a over words of eight bytes.
uint64_t text_checksum(std::string_view text);

/// Without its end.
std::string_view take_line(std::string_view& text);

/// Takes a hexadecimal number and the space after it; none if invalid.
std::optional<uint64_t> take_hex_number(std::string_view& text);

}  // namespace eigenlake
