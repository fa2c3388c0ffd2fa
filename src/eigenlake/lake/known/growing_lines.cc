// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/lake/known/growing_lines.h"

#include <algorithm>
#include <iterator>

namespace eigenlake {

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  lines.reserve(static_cast<size_t>(std::ranges::count(text, '\n')));
  while (!text.empty()) {
    lines.push_back(text.substr(0, std::min(text.find('\n'), text.size() - 1) + 1));
    text.remove_prefix(lines.back().size());
  }
  return lines;
}

std::string_view GrowingLines::key_of(std::string_view line) const {
  return key_ == Key::kWholeLine ? line : line.substr(0, line.find(' ') + 1);
}

std::vector<GrowingLines::Recent>::iterator GrowingLines::find_recent(std::string_view prefix) {
  const auto found = std::ranges::lower_bound(recent_, prefix, {}, &Recent::line);
  return found != recent_.end() && found->line.starts_with(prefix) ? found : recent_.end();
}

Result<std::optional<std::string>> GrowingLines::find(ObjectStore* store, std::string_view prefix) {
  if (const auto recent = find_recent(prefix); recent != recent_.end()) return recent->line;
  if (base_.empty()) return std::nullopt;
  return base_.find(*store, prefix);
}

Result<std::string> GrowingLines::all(ObjectStore* store) {
  std::string_view earlier;
  if (!base_.empty()) {
    EIGENLAKE_ASSIGN_OR_RETURN(earlier, base_.all(*store));
  }
  std::string result;
  result.reserve(earlier.size());
  for (const auto& [line, is_in_base] : recent_) {
    const auto key = key_of(line);
    size_t place = 0;
    while (place < earlier.size()) {
      const auto other = earlier.substr(place, earlier.find('\n', place) + 1 - place);
      if (key_of(other) > key) break;
      if (key_of(other) < key) result += other;
      place += other.size();
    }
    earlier.remove_prefix(place);
    result += line;
  }
  result += earlier;
  return result;
}

uint64_t GrowingLines::num_lines() const {
  return base_.num_lines() + static_cast<uint64_t>(std::ranges::count(recent_, false, &Recent::is_in_base));
}

void GrowingLines::add(std::vector<Recent> lines) {
  const auto key = [this](const Recent& recent) { return key_of(recent.line); };
  std::ranges::move(lines, std::back_inserter(recent_));
  // The most are in order already.
  const auto rest = std::ranges::is_sorted_until(recent_, {}, key);
  std::ranges::stable_sort(rest, recent_.end(), {}, key);
  std::ranges::inplace_merge(recent_, rest, {}, key);
  const auto twice = std::ranges::unique(recent_, {}, key);
  recent_.erase(twice.begin(), twice.end());
}

void GrowingLines::replace(std::vector<std::string> lines) {
  std::vector<Recent> from_base;
  for (auto& line : lines) {
    const auto recent = find_recent(key_of(line));
    if (recent != recent_.end())
      recent->line = std::move(line);
    else
      from_base.push_back({std::move(line), true});
  }
  add(std::move(from_base));
}

void GrowingLines::move_to(SortedLines base) {
  base_ = std::move(base);
  recent_.clear();
}

}  // namespace eigenlake
