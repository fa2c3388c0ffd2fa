// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace eigenlake {

/// Well-formed UTF-8 on one line: control characters become spaces, other bytes U+FFFD.
std::string one_line_of_utf8(std::string_view text);

/// ASCII: a few characters of labels are written out, the others become '?'.
std::string ascii_of(std::string_view text);

/// At most `max` characters, the last one an ellipsis where some are missing.
std::string shortened(std::string_view text, size_t max);

/// Stands for a single quote in a script; a character for private use.
inline constexpr std::string_view kQuoteMark = "\xEE\x80\x80";

/// A string of gnuplot in single quotes, in which nothing is a command, a variable or an escape. Its own
/// quotes are kQuoteMark: gnuplot reads a doubled one at the beginning of a string as its end. Requires: text
/// of one_line_of_utf8().
std::string gnuplot_quoted(std::string_view text);

/// The text with each kQuoteMark replaced.
std::string with_quotes(std::string_view text, std::string_view quote);

}  // namespace eigenlake
