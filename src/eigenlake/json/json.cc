#include "eigenlake/json/json.h"

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

}  // namespace

Result<Json> parse_json(std::string_view text, int depth_max) {
  if (const size_t place = find_too_deep(text, depth_max); place != std::string_view::npos) {
    return fail(ErrorKind::kCorrupt, "expected JSON nested at most {} deep, found more at byte {}", depth_max,
                place);
  }
  try {
    return Json::parse(text);
  } catch (const nlohmann::json::parse_error& error) {
    return fail(ErrorKind::kCorrupt, "expected a JSON document, found something else at byte {}: {}",
                error.byte > 0 ? error.byte - 1 : 0, error.what());
  } catch (const nlohmann::json::exception& error) {
    return fail(ErrorKind::kCorrupt, "expected a JSON document: {}", error.what());
  }
}

}  // namespace eigenlake
