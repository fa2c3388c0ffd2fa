// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "eigenlake/iceberg/spec/literal.h"

namespace eigenlake::iceberg {

/// Single-value serialization, as in bounds: numbers little-endian, strings as UTF-8.
///
/// Requires: literal_fits(value, type), not null.
/// Source:   Iceberg table spec v2, appendix D "Binary single-value serialization".
std::string literal_to_binary(const Literal& value, const Type& type);

/// The reverse. An int's bytes are accepted for a long and a float's for a double (promoted columns).
/// Errors: kCorrupt when the length does not fit the type.
Result<Literal> literal_from_binary(std::string_view bytes, const Type& type);

/// Longest prefix of at most `code_points_max` code points: a lower bound of all strings that begin with it.
std::string truncate_string_lower(std::string_view text, int code_points_max);

/// Such a prefix rounded up to an upper bound of `text`; `text` itself if it is short enough; none if no code
/// point of the prefix can be raised.
std::optional<std::string> truncate_string_upper(std::string_view text, int code_points_max);

}  // namespace eigenlake::iceberg
