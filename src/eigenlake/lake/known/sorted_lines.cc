// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/lake/known/sorted_lines.h"

#include <algorithm>
#include <charconv>
#include <cstring>

#include <fmt/format.h>

namespace eigenlake {
namespace {

constexpr size_t kBlockBytes = 32 << 10;
/// Number and part of blocks that are read one by one.
constexpr size_t kBlocksMin = 8;
constexpr size_t kBlocksPart = 8;

/// The first line not before `wanted`, or empty.
std::string_view lower_bound_line(std::string_view lines, std::string_view wanted) {
  size_t low = 0;
  size_t high = lines.size();
  // Both are beginnings of lines, or the end.
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    const size_t before = middle == 0 ? std::string_view::npos : lines.rfind('\n', middle - 1);
    const size_t begin = before == std::string_view::npos ? 0 : before + 1;
    const size_t end = lines.find('\n', begin) + 1;
    if (lines.substr(begin, end - begin) < wanted)
      low = end;
    else
      high = begin;
  }
  return lines.substr(low, lines.find('\n', low) + 1 - low);
}

}  // namespace

uint64_t text_checksum(std::string_view text) {
  uint64_t hash = 14695981039346656037U ^ text.size();
  const auto add = [&](uint64_t word) { hash = (hash ^ word) * 1099511628211U; };
  uint64_t word = 0;
  for (; text.size() >= sizeof word; text.remove_prefix(sizeof word)) {
    std::memcpy(&word, text.data(), sizeof word);
    add(word);
  }
  if (text.empty()) return hash;
  word = 0;
  std::memcpy(&word, text.data(), text.size());
  add(word);
  return hash;
}

std::string_view take_line(std::string_view& text) {
  const size_t end = std::min(text.find('\n'), text.size());
  const auto line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

std::optional<uint64_t> take_hex_number(std::string_view& text) {
  uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, 16);
  if (error != std::errc() || end == text.data() + text.size() || *end != ' ') return std::nullopt;
  text.remove_prefix(static_cast<size_t>(end - text.data()) + 1);
  return number;
}

SortedLines::SortedLines(std::string key, std::string_view text)
    : key_(std::move(key)), num_lines_(static_cast<uint64_t>(std::ranges::count(text, '\n'))) {
  uint64_t offset = 0;
  while (!text.empty()) {
    const size_t near = std::min(kBlockBytes, text.size() - 1);
    const auto lines = text.substr(0, text.find('\n', near) + 1);
    blocks_.push_back({.first_line = std::string(lines.substr(0, lines.find('\n'))),
                       .offset = offset,
                       .size = lines.size(),
                       .checksum = text_checksum(lines)});
    offset += lines.size();
    text.remove_prefix(lines.size());
  }
}

void SortedLines::append_to(std::string& out, char mark) const {
  if (empty()) return;
  fmt::format_to(std::back_inserter(out), "{}{:x} {:x} {}\n", mark, num_lines_, blocks_.size(), key_);
  for (const auto& block : blocks_)
    fmt::format_to(std::back_inserter(out), "{}{:x} {:x} {}\n", mark, block.size, block.checksum,
                   block.first_line);
}

bool SortedLines::take_from(std::string_view& text, char mark) {
  *this = {};
  if (!text.starts_with(mark)) return true;
  auto line = take_line(text).substr(1);
  const auto num_lines = take_hex_number(line);
  const auto num_blocks = take_hex_number(line);
  if (!num_lines || !num_blocks || *num_blocks > text.size()) return false;
  num_lines_ = *num_lines;
  key_ = line;
  uint64_t offset = 0;
  blocks_.reserve(*num_blocks);
  for (uint64_t i = 0; i < *num_blocks; ++i) {
    if (!text.starts_with(mark)) return false;
    line = take_line(text).substr(1);
    const auto size = take_hex_number(line);
    const auto checksum = take_hex_number(line);
    if (!size || !checksum) return false;
    blocks_.push_back(
        {.first_line = std::string(line), .offset = offset, .size = *size, .checksum = *checksum});
    offset += *size;
  }
  return true;
}

bool SortedLines::is_in(ObjectStore& store) const {
  const auto found = store.head(key_);
  return found && found->size_bytes == size();
}

Result<> SortedLines::check(const Block& block, std::string_view text) const {
  if (text_checksum(text) == block.checksum) return {};
  return fail(ErrorKind::kCorrupt, "{}: checksum mismatch in the {} bytes from {} on", key_, block.size,
              block.offset);
}

Result<std::string_view> SortedLines::all(ObjectStore& store) {
  if (empty()) return std::string_view();
  if (!whole_) {
    EIGENLAKE_ASSIGN_OR_RETURN(auto text, store.get(key_));
    if (text.size() != size())
      return fail(ErrorKind::kCorrupt, "{}: expected {} bytes, found {}", key_, size(), text.size());
    for (const auto& block : blocks_)
      EIGENLAKE_RETURN_IF_ERROR(check(block, std::string_view(text).substr(block.offset, block.size)));
    whole_ = std::move(text);
    read_.clear();
  }
  return std::string_view(*whole_);
}

Result<std::string_view> SortedLines::block(ObjectStore& store, size_t i) {
  const Block& block = blocks_[i];
  const auto found = read_.find(i);
  if (found != read_.end()) return std::string_view(found->second);
  if (whole_ || read_.size() >= std::max(kBlocksMin, blocks_.size() / kBlocksPart)) {
    EIGENLAKE_ASSIGN_OR_RETURN(const auto text, all(store));
    return text.substr(block.offset, block.size);
  }
  EIGENLAKE_ASSIGN_OR_RETURN(auto text, store.get_range(key_, block.offset, block.size));
  EIGENLAKE_RETURN_IF_ERROR(check(block, text));
  return std::string_view(read_.emplace(i, std::move(text)).first->second);
}

Result<std::optional<std::string>> SortedLines::find(ObjectStore& store, std::string_view prefix) {
  // Lines are compared with their ends.
  const auto next = std::ranges::partition_point(
      blocks_, [&](const Block& block) { return block.first_line + '\n' < prefix; });
  std::string line;
  if (next != blocks_.begin()) {
    EIGENLAKE_ASSIGN_OR_RETURN(const auto lines,
                               block(store, static_cast<size_t>(next - blocks_.begin() - 1)));
    line = lower_bound_line(lines, prefix);
  }
  if (line.empty() && next != blocks_.end()) line = next->first_line + '\n';
  if (line.empty() || !line.starts_with(prefix)) return std::nullopt;
  return line;
}

}  // namespace eigenlake
