// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/plot/axis_scale.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace eigenlake {
namespace {

constexpr double kMargin = 0.05;
constexpr double kTextMargin = 0.12;  // More than a line: what lies on the border is not seen.
constexpr int kPowersMax = 8;
constexpr double kStepsMax = 8.0;
constexpr int kDecimalsMax = 12;

std::string power_of_ten(int exponent, bool is_text) {
  if (is_text) return fmt::format("1e{}", exponent);
  constexpr std::string_view kRaised[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  std::string text = exponent < 0 ? "10⁻" : "10";
  for (const char digit : std::to_string(std::abs(exponent))) text += kRaised[digit - '0'];
  return text;
}

struct Span {
  double low = 0.0;
  double high = 0.0;
  bool is_empty = true;
};

Span span_of(const std::vector<double>& values, bool above_zero) {
  Span span;
  for (const double value : values) {
    if (!std::isfinite(value) || (above_zero && value <= 0.0)) continue;
    span = span.is_empty ? Span{value, value, false}
                         : Span{std::min(span.low, value), std::max(span.high, value), false};
  }
  return span;
}

AxisScale logarithmic_scale(const Span& span, bool is_text) {
  const double low = span.is_empty ? -1.0 : std::log10(span.low);
  const double high = span.is_empty ? 0.0 : std::log10(span.high);
  const double margin = (is_text ? kTextMargin : kMargin) * std::max(1.0, high - low);
  double first = low - margin;
  double last = high + margin;
  // Two whole powers at least: without ticks the axis says nothing.
  if (std::floor(last) <= std::ceil(first)) {
    first = std::min(first, std::floor(low) - margin);
    last = std::max(last, std::floor(low) + 1.0 + margin);
  }
  AxisScale scale{.low = std::pow(10.0, first), .high = std::pow(10.0, last)};
  const int lowest = static_cast<int>(std::ceil(first));
  const int highest = static_cast<int>(std::floor(last));
  const int each = (highest - lowest) / kPowersMax + 1;
  for (int exponent = lowest; exponent <= highest; exponent += each)
    scale.ticks.emplace_back(std::pow(10.0, exponent), power_of_ten(exponent, is_text));
  return scale;
}

AxisScale category_scale(const std::vector<std::string>& categories) {
  AxisScale scale{.low = -0.6, .high = static_cast<double>(categories.size()) - 0.4};
  for (size_t place = 0; place < categories.size(); ++place)
    scale.ticks.emplace_back(static_cast<double>(place), categories[place]);
  return scale;
}

/// One, two or five times a power of ten, at least `width` / kStepsMax.
double round_step(double width) {
  const double least = width / kStepsMax;
  const double power = std::pow(10.0, std::floor(std::log10(least)));
  for (const double factor : {1.0, 2.0, 5.0})
    if (factor * power >= least * (1.0 - 1e-9)) return factor * power;
  return 10.0 * power;
}

AxisScale linear_scale(const PlotAxis& axis, const Span& span, bool is_text) {
  const double high = axis.shown_max ? std::clamp(*axis.shown_max, span.low, span.high) : span.high;
  double width = high - span.low;
  if (width <= 0.0) width = axis.is_whole ? 1.0 : std::max(1e-6, std::abs(span.low) * 1e-6);
  const double margin = (is_text ? kTextMargin : kMargin) * width;
  AxisScale scale{.low = span.low - margin, .high = high + margin};
  scale.step = round_step(width);
  if (axis.is_whole) scale.step = std::max(1.0, scale.step);
  scale.decimals = std::clamp(static_cast<int>(std::ceil(-std::log10(scale.step) - 1e-9)), 0, kDecimalsMax);
  return scale;
}

}  // namespace

AxisScale scale_of(const PlotAxis& axis, const std::vector<double>& values, bool is_text) {
  if (!axis.categories.empty()) return category_scale(axis.categories);
  const Span span = span_of(values, axis.is_logarithmic);
  return axis.is_logarithmic ? logarithmic_scale(span, is_text) : linear_scale(axis, span, is_text);
}

}  // namespace eigenlake
