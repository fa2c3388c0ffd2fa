// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace eigenlake {

/// How text is written to where it goes.
struct TextStyle {
  int width = 0;             ///< Characters in a line of the terminal; 0: no limit.
  bool is_aligned = true;    ///< Columns below each other; else fields are separated by tabs.
  bool is_utf8 = true;       ///< Else our own signs are ASCII; what others wrote stays.
  bool has_colour = false;   ///< Warnings are coloured.
  bool is_vertical = false;  ///< One line for each field, asked for by --line.
};

/// `text` with the signs that the program writes as ASCII: "…" as "...", "⟨N⟩" as "<N>", "²" as "^2".
std::string ascii_signs(std::string_view text);

/// The text as the style writes it.
inline std::string in_style(std::string_view text, bool is_utf8) {
  return is_utf8 ? std::string(text) : ascii_signs(text);
}

enum class Colour { kWarning, kError, kHeading };

/// `text` in a colour, for a terminal (ECMA-48).
std::string coloured(std::string_view text, Colour colour);

/// Characters of UTF-8 text as a terminal counts them, one cell each.
size_t display_width(std::string_view text);

inline constexpr char kNoBreak = '\x01';  ///< A blank at which no line ends.
/// The text with blanks for kNoBreak.
std::string with_blanks(std::string text);

/// `text` in lines of at most `width` characters, all but the first one indented to `column`; lines that are
/// continued end in `continued`. Width 0: one line.
std::string wrapped_text(std::string_view text, size_t column, size_t width, std::string_view continued = "");

}  // namespace eigenlake
