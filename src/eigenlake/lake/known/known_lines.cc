// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/lake/known/known_lines.h"

#include <algorithm>

namespace eigenlake {

std::string escaped_field(std::string_view text) {
  const auto has_meaning = [](char c) { return c == '\\' || c == '\n' || c == ' '; };
  if (std::ranges::none_of(text, has_meaning)) return std::string(text);
  std::string result;
  for (const char c : text) {
    if (has_meaning(c)) result += '\\';
    result += c == '\n' ? 'n' : c == ' ' ? 's' : c;
  }
  return result;
}

std::string unescaped_field(std::string_view text) {
  if (!text.contains('\\')) return std::string(text);
  std::string result;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '\\' && i + 1 < text.size();
    const char c = escape ? text[++i] : text[i];
    result += escape && c == 'n' ? '\n' : escape && c == 's' ? ' ' : c;
  }
  return result;
}

std::string_view take_field(std::string_view& text) {
  const size_t end = std::min(text.find_first_of(" \n"), text.size());
  const auto field = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return field;
}

std::string experiment_prefix(std::string_view id) {
  return escaped_field(id) + ' ';
}

std::string KnownExperiment::line() const {
  return experiment_prefix(id) + (has_features ? '+' : '-') + escaped_field(batch) + '\n';
}

std::optional<KnownExperiment> parse_known_experiment(std::string_view line) {
  const auto id = take_field(line);
  if (!line.starts_with('+') && !line.starts_with('-')) return std::nullopt;
  const bool has_features = line[0] == '+';
  line.remove_prefix(1);
  return KnownExperiment{unescaped_field(id), unescaped_field(take_field(line)), has_features};
}

std::string object_line(std::string_view key, std::string_view etag) {
  return escaped_field(key) + ' ' + escaped_field(etag) + '\n';
}

std::vector<std::string> object_keys(std::span<const std::string_view> lines) {
  std::vector<std::string> keys;
  for (auto line : lines) keys.push_back(unescaped_field(take_field(line)));
  std::ranges::sort(keys);
  const auto twice = std::ranges::unique(keys);
  keys.erase(twice.begin(), twice.end());
  return keys;
}

}  // namespace eigenlake
