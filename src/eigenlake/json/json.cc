// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/json/json.h"

#include <functional>
#include <set>
#include <string>
#include <vector>

namespace eigenlake {
namespace {

/// Offset at which the nesting first exceeds `depth_max`, or npos. The parser itself has no limit, but what
/// walks over the parsed value is recursive.
size_t find_too_deep(std::string_view text, int depth_max) {
  int depth = 0;
  bool in_string = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '[' || c == '{') {
      if (++depth > depth_max) return i;
    } else if (c == ']' || c == '}') {
      --depth;
    }
  }
  return std::string_view::npos;
}

/// Watches a document while it is parsed, because the parsed value has lost duplicate keys.
class KeyWatch {
 public:
  bool operator()(int, Json::parse_event_t event, const Json& parsed) {
    switch (event) {
      case Json::parse_event_t::object_start:
        keys_.emplace_back();
        break;
      case Json::parse_event_t::object_end:
        keys_.pop_back();
        break;
      case Json::parse_event_t::key:
        if (!keys_.back().insert(parsed.get<std::string>()).second && !repeated_)
          repeated_ = parsed.get<std::string>();
        break;
      default:
        break;
    }
    return true;
  }
  const std::optional<std::string>& repeated() const { return repeated_; }

 private:
  std::vector<std::set<std::string>> keys_;  ///< Of the objects around.
  std::optional<std::string> repeated_;
};

/// Accepts everything and keeps the offset of the mistake.
class MistakeWatch final : public nlohmann::json_sax<Json> {
 public:
  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool start_object(std::size_t) override { return true; }
  bool key(string_t&) override { return true; }
  bool end_object() override { return true; }
  bool start_array(std::size_t) override { return true; }
  bool end_array() override { return true; }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override {
    place_ = position > 0 ? position - 1 : 0;
    return false;
  }
  std::optional<size_t> place() const { return place_; }

 private:
  std::optional<size_t> place_;
};

/// The only place that catches the library's exceptions.
Result<Json> parse_watched(std::string_view text, int depth_max, const Json::parser_callback_t& watch) {
  if (const size_t place = find_too_deep(text, depth_max); place != std::string_view::npos)
    return fail(ErrorKind::kCorrupt, "JSON must be nested at most {} deep, is deeper at byte {}", depth_max,
                place);
  try {
    return Json::parse(text, watch);
  } catch (const nlohmann::json::parse_error& error) {
    return fail(ErrorKind::kCorrupt, "invalid JSON at byte {}: {}", error.byte > 0 ? error.byte - 1 : 0,
                error.what());
  } catch (const nlohmann::json::exception& error) {
    return fail(ErrorKind::kCorrupt, "invalid JSON: {}", error.what());
  }
}

}  // namespace

Result<Json> parse_json(std::string_view text, int depth_max) {
  return parse_watched(text, depth_max, nullptr);
}

Result<Json> parse_json_strictly(std::string_view text, int depth_max) {
  KeyWatch watch;
  EIGENLAKE_ASSIGN_OR_RETURN(auto json, parse_watched(text, depth_max, std::ref(watch)));
  if (!watch.repeated()) return json;
  return fail(ErrorKind::kCorrupt, "duplicate key \"{}\" in a JSON object", *watch.repeated());
}

std::optional<size_t> find_json_error(std::string_view text) {
  MistakeWatch watch;
  Json::sax_parse(text, &watch);
  return watch.place();
}

}  // namespace eigenlake
