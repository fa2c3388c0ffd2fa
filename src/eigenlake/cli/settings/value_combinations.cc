// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/settings/value_combinations.h"

#include <limits>

#include <fmt/format.h>

namespace eigenlake {

ValueCombinations::ValueCombinations(const Configuration& configuration) : base_(configuration) {
  constexpr uint64_t kMost = std::numeric_limits<uint64_t>::max();
  for (const Setting* setting : configuration.varied()) {
    axes_.push_back({setting, configuration.texts(*setting)});
    base_.choose(*setting, axes_.back().values.front());
    const uint64_t count = axes_.back().values.size();
    size_ = size_ > kMost / count ? kMost : size_ * count;
  }
}

std::vector<const std::string*> ValueCombinations::values_at(uint64_t index) const {
  std::vector<const std::string*> values(axes_.size());
  for (size_t i = axes_.size(); i-- > 0; index /= axes_[i].values.size())
    values[i] = &axes_[i].values[index % axes_[i].values.size()];
  return values;
}

Configuration ValueCombinations::at(uint64_t index) const {
  Configuration configuration = base_;
  const auto values = values_at(index);
  for (size_t i = 0; i < axes_.size(); ++i) configuration.choose(*axes_[i].setting, *values[i]);
  return configuration;
}

std::string ValueCombinations::text_of(uint64_t index) const {
  std::string text;
  const auto values = values_at(index);
  for (size_t i = 0; i < axes_.size(); ++i)
    text += fmt::format("{}{} {}", i > 0 ? " " : "", axes_[i].setting->flag(), *values[i]);
  return text;
}

}  // namespace eigenlake
