// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/base/text_style.h"

#include <algorithm>
#include <sstream>
#include <utility>

namespace eigenlake {
namespace {

constexpr std::pair<std::string_view, std::string_view> kSigns[] = {
    {"…", "..."}, {"⟨", "<"},  {"⟩", ">"},  {"²", "^2"}, {"³", "^3"}, {"–", "-"}, {"─", "-"}, {"×", "x"},
    {"→", "->"},  {"≤", "<="}, {"≥", ">="}, {"±", "+-"}, {"·", "*"},  {"Å", "A"}, {"µ", "u"}, {"Δ", "d"},
};

bool begins_character(char c) {
  return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U;
}

}  // namespace

std::string ascii_signs(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    const auto* sign =
        static_cast<unsigned char>(text.front()) < 0x80
            ? std::end(kSigns)
            : std::ranges::find_if(kSigns, [&](const auto& known) { return text.starts_with(known.first); });
    result += sign == std::end(kSigns) ? text.substr(0, 1) : sign->second;
    text.remove_prefix(sign == std::end(kSigns) ? 1 : sign->first.size());
  }
  return result;
}

std::string coloured(std::string_view text, Colour colour) {
  const std::string_view begin = colour == Colour::kError     ? "\x1b[1;31m"
                                 : colour == Colour::kWarning ? "\x1b[33m"
                                                              : "\x1b[1m";
  return std::string(begin) + std::string(text) + "\x1b[0m";
}

std::string wrapped_text(std::string_view text, size_t column, size_t width, std::string_view continued) {
  std::istringstream words{std::string(text)};
  std::string result;
  size_t used = column;
  for (std::string word; words >> word;) {
    const bool first = used == column;
    if (!first && width > 0 && used + 1 + display_width(word) + continued.size() > width) {
      result += std::string(continued) + "\n" + std::string(column, ' ');
      used = column;
    } else if (!first) {
      result += ' ';
      ++used;
    }
    result += word;
    used += display_width(word);
  }
  return with_blanks(std::move(result));
}

std::string with_blanks(std::string text) {
  std::ranges::replace(text, kNoBreak, ' ');
  return text;
}

size_t display_width(std::string_view text) {
  return static_cast<size_t>(std::ranges::count_if(text, begins_character));
}

}  // namespace eigenlake
