// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "eigenlake/json/json.h"

namespace eigenlake {

/// Appends `value` as ECMAScript's Number::toString writes it: the shortest digits that read back to the same
/// double, plain up to 21 digits, negative zero as 0.
///
/// Requires: value is finite.
/// Source:   ECMA-262, Number::toString; RFC 8785, section 3.2.2.3.
void append_jcs_number(std::string& out, double value);

/// Appends `text` quoted, escaping only what RFC 8785 escapes.
///
/// Requires: text is valid UTF-8.
void append_jcs_string(std::string& out, std::string_view text);

/// Appends the canonical form of `value`: no white space, keys sorted by UTF-16 code units, every number as
/// the double nearest to it.
///
/// Errors: kInvalidInput for a number that is not finite; JSON has no spelling for it.
/// Source: RFC 8785 (JSON Canonicalization Scheme).
Result<void> append_jcs(std::string& out, const Json& value);
Result<std::string> to_jcs(const Json& value);

}  // namespace eigenlake
