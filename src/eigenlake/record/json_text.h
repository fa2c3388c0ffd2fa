#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace eigenlake {

// Places in the text of a JSON document, which its parsed form no longer knows. For messages: every function
// goes over the text from its beginning, and bears what is no JSON.

/// The place behind the string that begins with the quote at `begin`; the text's end where it has none.
size_t end_of_json_string(std::string_view text, size_t begin);
/// The same of a number, true, false or null.
size_t end_of_json_scalar(std::string_view text, size_t begin);

/// One step from a JSON value into one that it holds.
struct JsonStep {
  std::string_view key = {};         ///< Of an object's member.
  std::optional<size_t> index = {};  ///< Of an array's item, instead.

  bool operator==(const JsonStep&) const = default;
};
using JsonPath = std::vector<JsonStep>;

/// "vqe_result.iteration_list[3].result"
std::string to_string(const JsonPath& path);

/// Where the value at the path begins; of the innermost value around it that is there where it is missing.
size_t place_of(std::string_view text, const JsonPath& path);

/// The path of the value in which the byte lies.
std::string path_at(std::string_view text, size_t byte);

/// A key that stands twice in one object, with the place of the second.
struct RepeatedKey {
  std::string path;
  size_t place = 0;
};
std::optional<RepeatedKey> find_repeated_key(std::string_view text);

}  // namespace eigenlake
