// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/record/json_text.h"

#include <algorithm>
#include <set>
#include <span>

#include <fmt/format.h>

namespace eigenlake {
namespace {

/// The deepest nesting that the parser accepts.
constexpr size_t kLevelsMax = 1024;

/// Visits the keys and values of a text in their order.
class JsonWalk {
 public:
  enum class Event { kKey, kValue, kEnd };

  explicit JsonWalk(std::string_view text) : text_(text) {}

  /// Moves to the next key or value.
  Event next() {
    while (position_ < text_.size() && levels_.size() <= kLevelsMax) {
      place_ = position_;
      switch (text_[position_]) {
        case '{':
        case '[':
          return open(text_[position_++] == '{');
        case '}':
        case ']':
          if (!levels_.empty()) levels_.pop_back();
          ++position_;
          break;
        case ',':
          if (!levels_.empty()) levels_.back().go_on();
          ++position_;
          break;
        case '"':
          position_ = end_of_json_string(text_, position_);
          return levels_.empty() || !levels_.back().expects_key ? value() : key();
        case ' ':
        case '\t':
        case '\r':
        case '\n':
        case ':':
          ++position_;
          break;
        default:
          position_ = std::max(end_of_json_scalar(text_, position_), position_ + 1);
          return value();
      }
    }
    return Event::kEnd;
  }

  /// Where the latest key or value begins.
  size_t place() const { return place_; }
  const JsonPath& path() const { return path_; }
  /// Adds the latest key; false if its object already has it.
  bool note_key() { return levels_.back().keys.insert(path_.back().key).second; }

 private:
  struct Level {
    bool is_object = false;
    bool expects_key = false;
    JsonStep step;
    std::set<std::string_view> keys = {};

    void go_on() {
      expects_key = is_object;
      if (step.index) ++*step.index;
    }
  };

  Event open(bool is_object) {
    set_path();
    levels_.push_back({.is_object = is_object,
                       .expects_key = is_object,
                       .step = {.key = {}, .index = is_object ? std::nullopt : std::optional<size_t>(0)}});
    return Event::kValue;
  }
  Event value() {
    set_path();
    return Event::kValue;
  }
  Event key() {
    Level& level = levels_.back();
    level.expects_key = false;
    level.step.key = text_.substr(place_ + 1, std::max<size_t>(position_ - place_, 2) - 2);
    set_path();
    return Event::kKey;
  }
  void set_path() {
    path_.clear();
    for (const Level& level : levels_) path_.push_back(level.step);
  }

  std::string_view text_;
  size_t position_ = 0;
  size_t place_ = 0;
  std::vector<Level> levels_;
  JsonPath path_;
};

}  // namespace

size_t end_of_json_string(std::string_view text, size_t begin) {
  for (size_t i = begin + 1; i < text.size(); ++i) {
    if (text[i] == '\\')
      ++i;
    else if (text[i] == '"')
      return i + 1;
  }
  return text.size();
}

size_t end_of_json_scalar(std::string_view text, size_t begin) {
  return std::min(text.find_first_of(",:]}[{\" \t\r\n", begin), text.size());
}

std::string to_string(const JsonPath& path) {
  std::string text;
  for (const JsonStep& step : path) {
    if (step.index)
      text += fmt::format("[{}]", *step.index);
    else
      text += fmt::format("{}{}", text.empty() ? "" : ".", step.key);
  }
  return text;
}

size_t place_of(std::string_view text, const JsonPath& path) {
  JsonWalk walk(text);
  size_t depth = 0;
  size_t place = 0;
  for (auto event = walk.next(); event != JsonWalk::Event::kEnd; event = walk.next()) {
    const JsonPath& here = walk.path();
    if (event == JsonWalk::Event::kKey || here.size() > path.size() || here.size() < depth) continue;
    if (!std::ranges::equal(here, std::span(path).first(here.size()))) continue;
    depth = here.size();
    place = walk.place();
    if (depth == path.size()) break;
  }
  return place;
}

std::string path_at(std::string_view text, size_t byte) {
  JsonWalk walk(text);
  JsonPath path;
  for (auto event = walk.next(); event != JsonWalk::Event::kEnd && walk.place() <= byte; event = walk.next())
    path = walk.path();
  return to_string(path);
}

std::optional<RepeatedKey> find_repeated_key(std::string_view text) {
  JsonWalk walk(text);
  for (auto event = walk.next(); event != JsonWalk::Event::kEnd; event = walk.next()) {
    if (event != JsonWalk::Event::kKey) continue;
    if (!walk.note_key()) return RepeatedKey{to_string(walk.path()), walk.place()};
  }
  return std::nullopt;
}

}  // namespace eigenlake
