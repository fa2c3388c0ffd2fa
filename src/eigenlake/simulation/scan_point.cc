// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/simulation/scan_point.h"

#include <fmt/format.h>

namespace eigenlake {

std::string ScanPoint::value_text() const {
  if (unit.empty()) return fmt::format("{:.0f}", value);
  constexpr size_t kMinDigits = 2;
  std::string text = fmt::format("{:.10f}", value + 0.0);
  const size_t shortest = text.find('.') + 1 + kMinDigits;
  while (text.size() > shortest && text.back() == '0') text.pop_back();
  return text;
}

std::string ScanPoint::text() const {
  const char* space = unit == "Å" ? " " : "";
  return fmt::format("{} = {}{}{}", coordinate, value_text(), space, unit);
}

}  // namespace eigenlake
