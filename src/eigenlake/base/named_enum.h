// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include "eigenlake/base/assert.h"
#include "eigenlake/base/error.h"

namespace eigenlake {

/// Another spelling of the value with this number.
struct NameAlias {
  std::string_view name;
  size_t value = 0;
};

/// The number of the name `text`, ignoring letter case, hyphens, underscores and blanks. `what` says what is
/// named: "ansatz".
///
/// Errors: kUsage with all names, and the one that is near.
Result<size_t> parse_name(std::string_view what, std::string_view text,
                          std::span<const std::string_view> names, std::span<const NameAlias> aliases = {});

/// Whether the value has a name in its enumeration: compilers spell one without as a cast, "(Enum)5".
template <auto kValue>
consteval bool is_enumerator() {
  constexpr std::string_view kLead = "kValue = ";
  const std::string_view function = __PRETTY_FUNCTION__;
  return function[function.find(kLead) + kLead.size()] != '(';
}

/// The names of an enumeration whose values count from 0: one is written for each value, and its aliases are
/// read.
template <typename Enum, size_t kCount>
struct NamedEnum {
  static_assert(is_enumerator<static_cast<Enum>(kCount - 1)>() && !is_enumerator<static_cast<Enum>(kCount)>(),
                "each value needs a name");

  std::string_view what;
  std::array<std::string_view, kCount> names;
  std::span<const NameAlias> aliases = {};

  std::string_view name_of(Enum value) const {
    EIGENLAKE_ASSERT(static_cast<size_t>(value) < kCount);
    return names[static_cast<size_t>(value)];
  }
  /// Errors: of parse_name.
  Result<Enum> parse(std::string_view text) const {
    EIGENLAKE_ASSIGN_OR_RETURN(const size_t value, parse_name(what, text, names, aliases));
    return static_cast<Enum>(value);
  }
};

}  // namespace eigenlake
