// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/base/assert.h"
#include "eigenlake/base/named_enum.h"
#include "eigenlake/cli/settings/setting.h"

namespace eigenlake {

/// Names of values that an option takes, in the order of help.
template <typename T, size_t kCount>
struct NamedValues {
  std::array<std::string_view, kCount> names;
  std::array<T, kCount> values;
};

/// A setting with the type of its value. Each is one object in a header of its topic, `option::kThreads`:
/// commands list these objects, and a Configuration returns their values.
///
/// `T` is bool, int, double, std::string, std::vector<std::string> for a setting that accumulates, or the
/// type of values that have names.
template <typename T>
struct Option : Setting {
  /// `more` has what only some settings have: a default, a minimum, a short name.
  constexpr Option(std::string_view flag_name, std::string_view help_text, Setting more = {})
    requires std::same_as<T, bool>
      : Option(flag_name, "", help_text, more) {
    type = SettingType::kFlag;
  }
  constexpr Option(std::string_view flag_name, std::string_view value_name, std::string_view help_text,
                   Setting more = {})
      : Setting(more) {
    name = flag_name;
    placeholder = value_name;
    help = help_text;
    type = std::same_as<T, int>      ? SettingType::kInteger
           : std::same_as<T, double> ? SettingType::kReal
                                     : SettingType::kText;
    accumulates = std::same_as<T, std::vector<std::string>>;
  }
  /// One of these texts.
  constexpr Option(std::string_view flag_name, std::string_view value_name, std::string_view help_text,
                   std::span<const std::string_view> texts, Setting more = {})
      : Option(flag_name, value_name, help_text, more) {
    choices = texts;
  }
  template <size_t kCount>
  constexpr Option(std::string_view flag_name, std::string_view value_name, std::string_view help_text,
                   const NamedEnum<T, kCount>& named, Setting more = {})
      : Option(flag_name, value_name, help_text, std::span(named.names), more) {}
  template <size_t kCount>
  constexpr Option(std::string_view flag_name, std::string_view value_name, std::string_view help_text,
                   const NamedValues<T, kCount>& named, Setting more = {})
      : Option(flag_name, value_name, help_text, std::span(named.names), more) {
    values = named.values;
  }

  /// The value of checked texts, of which there is at least one. An empty text is no value: false, or T{}.
  T value_of(const std::vector<std::string>& texts) const {
    const std::string& text = texts.front();
    if constexpr (std::same_as<T, std::vector<std::string>>) {
      return texts;
    } else if constexpr (std::same_as<T, std::string>) {
      return text;
    } else if constexpr (std::same_as<T, bool>) {
      return !text.empty() && *parse_flag(text);
    } else if constexpr (std::same_as<T, int>) {
      return static_cast<int>(parse_integer(text).value());
    } else if constexpr (std::same_as<T, double>) {
      return parse_real(text).value();
    } else {
      return text.empty() ? T{} : named_value(text);
    }
  }

  std::span<const T> values =
      {};  ///< In the order of `choices`; empty: of an enumeration that counts from 0.

 private:
  T named_value(std::string_view text) const {
    const auto place = static_cast<size_t>(std::ranges::find(choices, text) - choices.begin());
    EIGENLAKE_ASSERT(place < choices.size());
    if constexpr (std::is_enum_v<T>)
      if (values.empty()) return static_cast<T>(place);
    return values[place];
  }
};

}  // namespace eigenlake
