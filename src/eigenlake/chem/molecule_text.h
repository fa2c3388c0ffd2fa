// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/base/error.h"

namespace eigenlake {

/// The bytes EF BB BF, with which some editors begin a UTF-8 file.
inline constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// `text` without a byte order mark at its beginning.
///
/// Errors: kInvalidInput for UTF-16 and UTF-32; the message begins with `source`.
Result<std::string_view> utf8_text(std::string_view text, std::string_view source);

/// `text` for a message: what cannot be seen, or looks like something else, by its code point and name
/// ("O<U+00A0 (no-break space)>0 0 0"), bytes that are not UTF-8 by their value, cut after `max_bytes`.
std::string visible_text(std::string_view text, size_t max_bytes = 60);

/// The same in double quotes.
std::string quoted_text(std::string_view text, size_t max_bytes = 60);

/// The words between blanks and tabs.
std::vector<std::string_view> words_of(std::string_view line);

/// The number that the whole of `word` spells, with a plus sign, and with an exponent as C, Fortran
/// ("1.0D-05") or Mathematica ("1.0*^-5") write it. None for anything else.
std::optional<double> real_number_of(std::string_view word);

/// A whole number between -1,000,000 and 1,000,000, perhaps written with decimals ("-1.0").
std::optional<int> whole_number_of(std::string_view word);

/// "Total_Charge" → "total_charge"; letters outside ASCII stay.
std::string lower_case_ascii(std::string_view text);

}  // namespace eigenlake
