// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/parse_time.h"

#include <chrono>
#include <cmath>
#include <cstdio>
#include <optional>
#include <string>

namespace eigenlake {
namespace {

constexpr int64_t kMillisPerDay = 86'400'000;

/// Milliseconds since midnight of "HH:MM", "HH:MM:SS" or "HH:MM:SS.fff", with or without Z; none otherwise.
std::optional<int64_t> parse_time_of_day(std::string text) {
  for (const std::string_view utc : {"Z", "+00", "+00:00"})
    if (text.ends_with(utc)) text.erase(text.size() - utc.size());
  int hours = 0;
  int minutes = 0;
  double seconds = 0.0;
  int used = 0;
  const int parts = std::sscanf(text.c_str(), "%2d:%2d%n:%lf%n", &hours, &minutes, &used, &seconds, &used);
  if (parts < 2 || static_cast<size_t>(used) != text.size()) return std::nullopt;
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59 || !(seconds >= 0.0 && seconds < 60.0))
    return std::nullopt;
  return (hours * 60 + minutes) * int64_t{60'000} + std::llround(seconds * 1000.0);
}

std::optional<int64_t> parse_date(const std::string& text) {
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  int used = 0;
  if (std::sscanf(text.c_str(), "%4d-%2u-%2u%n", &year, &month, &day, &used) != 3 || used != 10)
    return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month),
                                         std::chrono::day(day)};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date).time_since_epoch().count() * kMillisPerDay;
}

}  // namespace

Result<int64_t> parse_time(std::string_view text) {
  const std::string date(text.substr(0, 10));
  const std::string rest(text.size() > 10 ? text.substr(10) : "");
  const auto day = parse_date(date);
  if (day && rest.empty()) return *day + kMillisPerDay - 1;
  if (day && (rest[0] == 'T' || rest[0] == ' '))
    if (const auto time = parse_time_of_day(rest.substr(1))) return *day + *time;
  return fail(ErrorKind::kUsage, "time must be UTC such as 2025-01-31 or 2025-01-31T12:00:00Z, got '{}'",
              text);
}

}  // namespace eigenlake
