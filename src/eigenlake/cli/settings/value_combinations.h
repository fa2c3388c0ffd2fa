// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/cli/settings/configuration.h"

namespace eigenlake {

/// The product of the values of all settings that have several: each combination is a configuration in which
/// every setting has one value. The setting that comes last in all_settings() changes fastest.
class ValueCombinations {
 public:
  explicit ValueCombinations(const Configuration& configuration);

  /// At least 1; saturates at the largest number.
  uint64_t size() const { return size_; }
  /// Requires: index < size().
  Configuration at(uint64_t index) const;
  /// "--ansatz UCCSD --penalty 1", the varying settings of the combination; "" for a single one.
  std::string text_of(uint64_t index) const;

 private:
  struct Axis {
    const Setting* setting;
    std::vector<std::string> values;
  };
  /// The value of each axis, in their order.
  std::vector<const std::string*> values_at(uint64_t index) const;

  Configuration base_;
  std::vector<Axis> axes_;
  uint64_t size_ = 1;
};

}  // namespace eigenlake
