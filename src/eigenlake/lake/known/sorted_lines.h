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

/// Lines in the order of their bytes, in one object, of which some are found without reading the others.
///
/// The object is read in blocks. Where each begins, and a checksum that finds damage, is kept apart from it,
/// in what `append_to` writes and `take_from` reads: about one line of 300.
///
/// Threads: one at a time.
class SortedLines {
 public:
  SortedLines() = default;

  /// What `text` is going to be under `key`. Requires: lines with their ends, ordered.
  SortedLines(std::string key, std::string_view text);

  /// Adds lines that begin with `mark` to `out`; nothing where there is no line.
  void append_to(std::string& out, char mark) const;
  /// Takes them from the beginning of `text`. False where they are damaged.
  bool take_from(std::string_view& text, char mark);

  bool empty() const { return num_lines_ == 0; }
  uint64_t num_lines() const { return num_lines_; }
  const std::string& key() const { return key_; }
  /// Whether `store` holds an object of this name and size.
  bool is_in(ObjectStore& store) const;

  /// The first line that begins with `prefix`, with its end.
  /// Cost: one block is read, unless it was read before; the whole object once that is worth it.
  /// Errors: kCorrupt where the object is not what it was, those of the store.
  Result<std::optional<std::string>> find(ObjectStore& store, std::string_view prefix);

  /// All lines. The view lives as long as this object.
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

/// Finds torn and damaged text, no more: FNV-1a over words of eight bytes.
uint64_t text_checksum(std::string_view text);

/// Takes one line from the beginning of `text`; without its end.
std::string_view take_line(std::string_view& text);

/// Takes a hexadecimal number and the space behind it from the beginning of `text`; nothing where it is none.
std::optional<uint64_t> take_hex_number(std::string_view& text);

}  // namespace eigenlake
