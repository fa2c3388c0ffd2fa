// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "eigenlake/base/error.h"

namespace eigenlake {

/// Sizes of the windows of the ML features. A lake keeps its first setting and rejects others; the column
/// names keep their 5 and 10 with any setting.
struct FeatureSettings {
  int rolling_window = 5;
  int trajectory_head = 10;
  int trajectory_tail = 10;

  bool operator==(const FeatureSettings&) const = default;

  /// From a table's properties; the default where there is none.
  static FeatureSettings of(const std::map<std::string, std::string>& properties);

  /// As table properties (eigenlake.ml.rolling-window and so on).
  std::map<std::string, std::string> to_properties() const;

  /// Errors: kUsage naming the property and both values.
  Result<> check_against(const std::map<std::string, std::string>& properties) const;
};

/// Version of the formulas of an ML table, as a property of the table. Tables without it have the first ones,
/// in which mean_param_change also counted the rows without a step.
inline constexpr std::string_view kFormulaProperty = "eigenlake.ml.formula-version";
std::map<std::string, std::string> formula_properties();

/// Whether the rows of an ML table with these properties follow the present formulas.
/// Errors: kUnsupported for a later version.
Result<bool> has_present_formulas(const std::map<std::string, std::string>& properties);

}  // namespace eigenlake
