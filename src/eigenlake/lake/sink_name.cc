// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/lake/sink_name.h"

#include "eigenlake/base/number_parsing.h"

namespace eigenlake {
namespace {

/// A decimal number without a sign, or none.
template <typename T>
/// Without sign.
std::optional<T> number_in(std::string_view text) {
  if (text.starts_with('-')) return std::nullopt;
  return parse_number<T>(text);
}

}  // namespace

std::optional<SinkName> parse_sink_name(std::string_view key) {
  const size_t name_begin = key.rfind('/') + 1;  // 0 where there is no slash.
  const std::string_view name = key.substr(name_begin);
  const size_t first = name.find('+');
  const size_t second = first == std::string_view::npos ? first : name.find('+', first + 1);
  if (second == std::string_view::npos || first == 0) return std::nullopt;
  const std::string_view digits = name.substr(second + 1, name.find('.', second) - second - 1);
  const auto partition = number_in<int32_t>(name.substr(first + 1, second - first - 1));
  const auto offset = number_in<int64_t>(digits);
  if (!partition || !offset) return std::nullopt;
  return SinkName{.run = key.substr(0, name_begin + second + 1),
                  .topic = name.substr(0, first),
                  .partition = *partition,
                  .offset = *offset,
                  .num_digits = digits.size()};
}

}  // namespace eigenlake
