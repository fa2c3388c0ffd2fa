// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/settings/value_list.h"

#include <algorithm>

#include <fmt/format.h>

namespace eigenlake {
namespace {

constexpr std::string_view kRangeMark = "..";

Result<> check_count(uint64_t count, const std::string& text) {
  if (count <= kMaxValues) return {};
  return fail(ErrorKind::kUsage, "must have at most {} values, got {} with {}", kMaxValues, count, text);
}

/// Appends the numbers of "FIRST..LAST".
Result<> append_range(const Setting& setting, const std::string& text, std::vector<std::string>& values) {
  const size_t mark = text.find(kRangeMark);
  const std::string first_text = text.substr(0, mark);
  const std::string last_text = text.substr(mark + kRangeMark.size());
  const auto first = parse_integer(first_text);
  const auto last = parse_integer(last_text);
  if (!first || !last)
    return fail(ErrorKind::kUsage, "must be a range of whole numbers such as 0..9, got '{}'", text);
  EIGENLAKE_RETURN_IF_ERROR(check_value(setting, first_text));
  EIGENLAKE_RETURN_IF_ERROR(check_value(setting, last_text));
  if (*first > *last)
    return fail(ErrorKind::kUsage, "the first number of a range must not be above its last, got '{}'", text);
  EIGENLAKE_RETURN_IF_ERROR(check_count(values.size() + static_cast<uint64_t>(*last - *first) + 1, text));
  for (int64_t value = *first; value <= *last; ++value) values.push_back(fmt::format("{}", value));
  return {};
}

Result<> append_value(const Setting& setting, const std::string& text, std::vector<std::string>& values) {
  const bool range = setting.repeatable && setting.type == SettingType::kInteger &&
                     text.find(kRangeMark) != std::string::npos;
  if (range) return append_range(setting, text, values);
  EIGENLAKE_RETURN_IF_ERROR(check_value(setting, text));
  EIGENLAKE_RETURN_IF_ERROR(check_count(values.size() + 1, text));
  values.push_back(text);
  return {};
}

}  // namespace

Result<std::vector<std::string>> value_list(const Setting& setting, const std::vector<std::string>& given) {
  std::vector<std::string> values;
  for (const std::string& text : given) EIGENLAKE_RETURN_IF_ERROR(append_value(setting, text, values));
  if (setting.repeatable || setting.accumulates) return values;
  const auto differs = [&](const std::string& value) { return value != values.front(); };
  if (std::ranges::any_of(values, differs))  // without the values, which may be secret
    return fail(ErrorKind::kUsage, "{} may not be repeated, got {} different values", setting.name,
                values.size());
  values.resize(std::min<size_t>(values.size(), 1));
  return values;
}

}  // namespace eigenlake
