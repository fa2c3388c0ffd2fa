#pragma once

#include <map>
#include <string>

#include "eigenlake/base/error.h"

namespace eigenlake {

/// Sizes of the windows of the ML features. A lake is made with one setting and refuses another; the
/// column names keep their 5 and 10 whatever it is.
struct FeatureSettings {
  int rolling_window = 5;
  int trajectory_head = 10;
  int trajectory_tail = 10;

  bool operator==(const FeatureSettings&) const = default;

  /// As table properties (eigenlake.ml.rolling-window and so on).
  std::map<std::string, std::string> to_properties() const;

  /// Errors: kUsage naming the property, what the table has and what was asked for.
  Result<> check_against(const std::map<std::string, std::string>& properties) const;
};

}  // namespace eigenlake
