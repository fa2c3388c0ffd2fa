// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace eigenlake {

// Places in the text of a JSON document, which its parsed form does not have. For messages: every function
// scans the text from its beginning and accepts invalid JSON.

/// The place after the string that begins with the quote at `begin`; the text's end if it does not end.
size_t end_of_json_string(std::string_view text, size_t begin);
/// The same for a number, true, false or null.
size_t end_of_json_scalar(std::string_view text, size_t begin);

/// One step from a JSON value into one of its values.
struct JsonStep {
  std::string_view key = {};         ///< Of an object's member.
  std::optional<size_t> index = {};  ///< Of an array's item, instead.

  bool operator==(const JsonStep&) const = default;
};
using JsonPath = std::vector<JsonStep>;

/// "vqe_result.iteration_list[3].result"
std::string to_string(const JsonPath& path);

/// Where the value at the path begins; if it is missing, where the innermost existing value around it begins.
size_t place_of(std::string_view text, const JsonPath& path);

/// The path of the value that contains the byte.
std::string path_at(std::string_view text, size_t byte);

/// A key that occurs twice in one object, with the place of the second.
struct RepeatedKey {
  std::string path;
  size_t place = 0;
};
std::optional<RepeatedKey> find_repeated_key(std::string_view text);

}  // namespace eigenlake
