// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/plot/plot_text.h"

#include <array>
#include <utility>

namespace eigenlake {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

/// The length of the well-formed character at the beginning of `text`; 0 where there is none.
size_t character_length(std::string_view text) {
  const auto byte = [&](size_t place) { return static_cast<unsigned char>(text[place]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return 1;
  const size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return 0;
  for (size_t place = 1; place < length; ++place)
    if ((byte(place) & 0xC0) != 0x80) return 0;
  const bool is_overlong = (lead == 0xE0 && byte(1) < 0xA0) || (lead == 0xF0 && byte(1) < 0x90);
  const bool is_outside = (lead == 0xED && byte(1) > 0x9F) || (lead == 0xF4 && byte(1) > 0x8F);
  return is_overlong || is_outside ? 0 : length;
}

/// C0, DEL and C1 controls, and the two noncharacters that XML rejects.
bool is_no_text(std::string_view character) {
  const auto lead = static_cast<unsigned char>(character[0]);
  if (lead < 0x20 || lead == 0x7f) return true;
  if (lead == 0xC2) return static_cast<unsigned char>(character[1]) < 0xA0;
  return character == "\xEF\xBF\xBE" || character == "\xEF\xBF\xBF";
}

constexpr std::array<std::pair<std::string_view, std::string_view>, 24> kInAscii = {{
    {"Å", "A"}, {"°", "deg"}, {"–", "-"}, {"−", "-"}, {"·", "*"}, {"…", "..."}, {"×", "x"}, {"µ", "u"},
    {"₀", "0"}, {"₁", "1"},   {"₂", "2"}, {"₃", "3"}, {"₄", "4"}, {"₅", "5"},   {"₆", "6"}, {"₇", "7"},
    {"₈", "8"}, {"₉", "9"},   {"²", "2"}, {"³", "3"}, {"⁺", "+"}, {"⁻", "-"},   {"⟨", "<"}, {"⟩", ">"},
}};

std::string_view ascii_of_character(std::string_view character) {
  for (const auto& [from, to] : kInAscii)
    if (from == character) return to;
  return "?";
}

/// Passes each character to `use`; a byte outside of any is passed alone with false.
template <typename Use>
void for_each_character(std::string_view text, const Use& use) {
  while (!text.empty()) {
    const size_t length = character_length(text);
    use(text.substr(0, length == 0 ? 1 : length), length != 0);
    text.remove_prefix(length == 0 ? 1 : length);
  }
}

}  // namespace

std::string one_line_of_utf8(std::string_view text) {
  std::string line;
  for_each_character(text, [&](std::string_view character, bool is_valid) {
    line += !is_valid ? kReplacement : is_no_text(character) ? std::string_view(" ") : character;
  });
  return line;
}

std::string ascii_of(std::string_view text) {
  std::string ascii;
  for_each_character(text, [&](std::string_view character, bool is_valid) {
    ascii += is_valid && character.size() == 1 ? character : ascii_of_character(character);
  });
  return ascii;
}

std::string shortened(std::string_view text, size_t max) {
  std::string first;
  size_t count = 0;
  bool is_cut = false;
  for_each_character(text, [&](std::string_view character, bool) {
    ++count;
    if (count < max) first += character;
    is_cut = count > max;
  });
  if (count < max) return first;
  if (is_cut) return first + "…";
  return std::string(text);
}

std::string gnuplot_quoted(std::string_view text) {
  std::string result = "'";
  for (const char c : text) result += c == '\'' ? kQuoteMark : std::string_view(&c, 1);
  return result + "'";
}

std::string with_quotes(std::string_view text, std::string_view quote) {
  std::string result;
  for_each_character(
      text, [&](std::string_view character, bool) { result += character == kQuoteMark ? quote : character; });
  return result;
}

}  // namespace eigenlake
