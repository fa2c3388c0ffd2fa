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

/// The value of a SettingColumn; empty where the key is absent, null or of another type.
using SettingValue = std::variant<std::monostate, int32_t, double, bool, std::string>;

/// What was asked for: the field `run_options` of a record, read once. Keys that are absent, null or of
/// another type are empty here; the record keeps its text.
struct RunSettings {
  std::string identity;  ///< RFC 8785 form of the key `identity`; empty where there is none.
  int32_t search = 0;    ///< kSecondOrderSearch where the minimum was checked; 0 where nothing is said.
  std::optional<std::string> engine_version;
  std::vector<SettingValue> values;  ///< Of setting_columns(), in their order.
  // Beside the identity:
  std::optional<std::string> name;            ///< What the input called the molecule.
  std::map<std::string, std::string> labels;  ///< Given at the run.

  bool is_checked_minimum() const;
  /// The value of a setting column, of its type. Requires: there is a column of that name.
  template <typename T>
  std::optional<T> get(std::string_view column) const {
    const size_t place = place_of(column);
    const T* value = place < values.size() ? std::get_if<T>(&values[place]) : nullptr;
    return value != nullptr ? std::optional(*value) : std::nullopt;
  }

 private:
  static size_t place_of(std::string_view column);
};

/// The settings of a record; all empty where it has no run_options.
///
/// Errors: kInvalidInput and kCorrupt for run_options that are no JSON object.
/// Source: docs/formats/record.md
Result<RunSettings> parse_run_settings(const RunRecord& record);

}  // namespace eigenlake
