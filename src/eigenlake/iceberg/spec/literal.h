// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "eigenlake/iceberg/spec/type.h"

namespace eigenlake::iceberg {

inline constexpr int64_t kMicrosPerDay = 86'400'000'000;

/// One primitive value, or null (monostate). The alternative follows from the type:
/// boolean → bool; int, date (days since 1970-01-01) → int32_t; long, time, timestamp, timestamptz
/// (microseconds since 1970-01-01 UTC) → int64_t; float → float; double → double;
/// string, uuid, fixed, binary, decimal (big-endian two's complement of the unscaled value) → std::string.
using Literal = std::variant<std::monostate, bool, int32_t, int64_t, float, double, std::string>;

inline bool is_null(const Literal& value) {
  return std::holds_alternative<std::monostate>(value);
}

/// True when the alternative is the one for the type; null fits every type.
bool literal_fits(const Literal& value, const Type& type);
bool literals_fit(const std::vector<Literal>& values, const std::vector<Type>& types);

/// The value as the type of a promoted column (int → long, float → double); none if it does not fit.
std::optional<Literal> widen_literal(const Literal& value, const Type& type);

bool is_nan(const Literal& value);

/// Order of two non-null values of one type; decimals by value. NaN is unordered.
std::partial_ordering compare_literals(const Literal& a, const Literal& b, const Type& type);

/// Text for people: dates "2025-01-10", timestamps "2025-01-10T12:00:00.000001+00:00", null "null".
/// Source: Java's Transforms.identity().toHumanString.
std::string literal_to_string(const Literal& value, const Type& type);

/// Days since 1970-01-01 of "YYYY-MM-DD". Errors: kInvalidInput.
Result<int32_t> parse_date(std::string_view text);

}  // namespace eigenlake::iceberg
