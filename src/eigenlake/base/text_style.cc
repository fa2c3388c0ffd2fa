// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/base/text_style.h"

#include <algorithm>
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

size_t display_width(std::string_view text) {
  return static_cast<size_t>(std::ranges::count_if(text, begins_character));
}

}  // namespace eigenlake
