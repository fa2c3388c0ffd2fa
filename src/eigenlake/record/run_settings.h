// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/record/run_record.h"

namespace eigenlake {

/// The value of a SettingColumn; empty if the key is absent, null or of another type.
using SettingValue = std::variant<std::monostate, int32_t, double, bool, std::string>;

/// The parsed field `run_options` of a record. Keys that are absent, null or of another type are empty.
struct RunSettings {
  std::string identity;  ///< RFC 8785 form of the key `identity`; empty if absent.
  int32_t search = 0;    ///< kSecondOrderSearch if the minimum was checked; 0 if absent.
  std::optional<std::string> engine_version;
  std::vector<SettingValue> values;  ///< Of setting_columns(), in their order.
  // Beside the identity:
  std::optional<std::string> name;            ///< Of the molecule in the input.
  std::map<std::string, std::string> labels;  ///< Set at the run.

  bool is_checked_minimum() const;
  /// The value of a setting column, of its type. Requires: a column of that name exists.
  template <typename T>
  std::optional<T> get(std::string_view column) const {
    const size_t place = place_of(column);
    const T* value = place < values.size() ? std::get_if<T>(&values[place]) : nullptr;
    return value != nullptr ? std::optional(*value) : std::nullopt;
  }

 private:
  static size_t place_of(std::string_view column);
};

/// The settings of a record; all empty without run_options.
///
/// Errors: kInvalidInput and kCorrupt for run_options that are not a JSON object.
/// Source: docs/formats/record.md
Result<RunSettings> parse_run_settings(const RunRecord& record);

}  // namespace eigenlake
