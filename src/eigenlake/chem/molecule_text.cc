// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/chem/molecule_text.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>

#include <fmt/format.h>

#include "eigenlake/base/number_parsing.h"

namespace eigenlake {
namespace {

struct CodePoint {
  char32_t value = 0;
  size_t num_bytes = 1;
  bool is_valid = false;
};

/// The first code point of `text`. Requires: `text` is not empty.
CodePoint first_code_point(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  if (lead < 0x80) return {lead, 1, true};
  const size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return {lead, 1, false};
  char32_t value = lead & (0x7Fu >> length);
  for (size_t i = 1; i < length; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xC0) != 0x80) return {lead, 1, false};
    value = value << 6 | (next & 0x3F);
  }
  return {value, length, true};
}

struct UnseenRange {
  char32_t first;
  char32_t last;
  std::string_view name;
};

constexpr std::array kUnseen = std::to_array<UnseenRange>({
    {0x0000, 0x0008, "control character"},
    {0x000A, 0x001F, "control character"},
    {0x007F, 0x009F, "control character"},
    {0x00A0, 0x00A0, "no-break space"},
    {0x00AD, 0x00AD, "soft hyphen"},
    {0x2000, 0x200A, "space of a special width"},
    {0x200B, 0x200B, "zero-width space"},
    {0x200C, 0x200D, "zero-width joiner"},
    {0x200E, 0x200F, "direction mark"},
    {0x2010, 0x2015, "dash, not a minus"},
    {0x2028, 0x2029, "line separator"},
    {0x202A, 0x202E, "direction mark"},
    {0x202F, 0x202F, "narrow no-break space"},
    {0x205F, 0x205F, "space of a special width"},
    {0x2060, 0x2064, "invisible character"},
    {0x2066, 0x206F, "direction mark"},
    {0x2212, 0x2212, "minus sign, not the hyphen of numbers"},
    {0x3000, 0x3000, "ideographic space"},
    {0xFEFF, 0xFEFF, "byte order mark"},
});

std::string_view unseen_name(char32_t value) {
  for (const UnseenRange& range : kUnseen)
    if (value >= range.first && value <= range.last) return range.name;
  return {};
}

}  // namespace

Result<std::string_view> utf8_text(std::string_view text, std::string_view source) {
  const std::string_view start = text.substr(0, 4);
  // Text of molecules begins with ASCII, of which UTF-16 and UTF-32 have a zero in each character.
  if (start.starts_with("\xFF\xFE") || start.starts_with("\xFE\xFF") || start.find('\0') != start.npos)
    return fail(ErrorKind::kInvalidInput,
                "{} must be UTF-8 text, got UTF-16, UTF-32 or binary data; save it as UTF-8", source);
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  return text;
}

std::string visible_text(std::string_view text, size_t max_bytes) {
  std::string visible;
  size_t used = 0;
  while (used < text.size()) {
    const CodePoint next = first_code_point(text.substr(used));
    if (used + next.num_bytes > max_bytes) return visible + "…";
    if (!next.is_valid)
      visible += fmt::format("<byte 0x{:02X}>", static_cast<uint32_t>(next.value));
    else if (const std::string_view name = unseen_name(next.value); !name.empty())
      visible += fmt::format("<U+{:04X} ({})>", static_cast<uint32_t>(next.value), name);
    else
      visible += text.substr(used, next.num_bytes);
    used += next.num_bytes;
  }
  return visible;
}

std::string quoted_text(std::string_view text, size_t max_bytes) {
  return "\"" + visible_text(text, max_bytes) + "\"";
}

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  constexpr std::string_view kBlanks = " \t\r";
  for (size_t first = line.find_first_not_of(kBlanks); first != std::string_view::npos;) {
    const size_t end = std::min(line.find_first_of(kBlanks, first), line.size());
    words.push_back(line.substr(first, end - first));
    first = line.find_first_not_of(kBlanks, end);
  }
  return words;
}

std::optional<double> real_number_of(std::string_view word) {
  if (word.starts_with('+')) {
    word.remove_prefix(1);
    if (word.starts_with('-')) return std::nullopt;
  }
  if (const auto number = parse_number<double>(word)) return number;
  std::string text(word.substr(0, 64));
  if (const size_t caret = text.find("*^"); caret != std::string::npos)
    text.replace(caret, 2, "e");
  else if (const size_t letter = text.find_first_of("dDqQ"); letter != std::string::npos)
    text[letter] = 'e';
  return parse_number<double>(text);
}

std::optional<int> whole_number_of(std::string_view word) {
  const auto number = real_number_of(word);
  if (!number || !(std::abs(*number) <= 1e6) || *number != std::floor(*number)) return std::nullopt;
  return static_cast<int>(*number);
}

std::string lower_case_ascii(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return c < 128 ? std::tolower(c) : c; });
  return lower;
}

}  // namespace eigenlake
