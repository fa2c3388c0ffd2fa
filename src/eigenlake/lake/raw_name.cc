// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/lake/raw_name.h"

#include <algorithm>
#include <array>

#include "eigenlake/base/digest.h"
#include "eigenlake/json/utf8.h"

namespace eigenlake {
namespace {

constexpr std::array<std::string_view, 2> kUnfinishedFolders = {"/_temporary/", "/+tmp/"};
constexpr std::string_view kInProgress = ".inprogress.";  ///< And what tells writers apart.
constexpr std::array<std::string_view, 8> kEndings = {"/_SUCCESS", "_$folder$", ".tmp",        ".part",
                                                      ".partial",  ".filepart", ".inprogress", "~"};
/// Excludes most names quickly.
constexpr std::string_view kLastLetters = "S$ptls~";

bool is_control(unsigned char byte) {
  return byte < 0x20 || byte == 0x7f;
}

/// Bytes of the first character; 0 if invalid.
size_t character_length(std::string_view text) {
  for (size_t length = 1; length <= std::min<size_t>(4, text.size()); ++length)
    if (is_valid_utf8(text.substr(0, length))) return length;
  return 0;
}

void append_escaped_byte(std::string& out, char byte) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  const auto value = static_cast<unsigned char>(byte);
  out.append({'%', kDigits[value >> 4], kDigits[value & 15]});
}

}  // namespace

bool is_left_out(const ObjectInfo& object) {
  const std::string_view key = object.key;
  if (key.ends_with('/')) return object.size_bytes == 0;
  const auto ends_key = [&](std::string_view ending) { return key.ends_with(ending); };
  if (kLastLetters.contains(key.back()) && std::ranges::any_of(kEndings, ends_key)) return true;
  const auto is_around = [&](std::string_view folder) { return key.contains(folder); };
  return key.substr(key.rfind('/') + 1).contains(kInProgress) ||
         std::ranges::any_of(kUnfinishedFolders, is_around);
}

bool is_ledger_name(std::string_view key) {
  return std::ranges::none_of(key, is_control) && is_valid_utf8(key);
}

std::string ledger_name(std::string_view key) {
  if (is_ledger_name(key)) return std::string(key);
  std::string name;
  while (!key.empty()) {
    const size_t length = character_length(key);
    if (length == 0 || is_control(static_cast<unsigned char>(key[0])))
      append_escaped_byte(name, key[0]);
    else
      name += key.substr(0, length);
    key.remove_prefix(std::max<size_t>(length, 1));
  }
  return name;
}

std::optional<std::string> key_behind(std::string_view name) {
  std::string key;
  for (size_t i = 0; i < name.size(); ++i) {
    const std::string byte = name[i] == '%' ? from_hex(name.substr(i + 1, 2)) : "";
    const unsigned char value = byte.empty() ? ' ' : static_cast<unsigned char>(byte[0]);
    const bool is_escaped = is_control(value) || value >= 0x80;
    key += is_escaped ? byte[0] : name[i];
    if (is_escaped) i += 2;
  }
  if (key == name || ledger_name(key) != name) return std::nullopt;
  return key;
}

}  // namespace eigenlake
