// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/query/sql_functions.h"

#include <algorithm>
#include <cctype>
#include <string>

namespace eigenlake {
namespace {

/// Of files that DuckDB recognizes by name.
constexpr std::array<std::string_view, 7> kReadableEndings = {"csv",   "tsv",    "parquet", "json",
                                                              "jsonl", "ndjson", "geojson"};

std::string lower_case(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(), [](unsigned char c) { return std::tolower(c); });
  return result;
}

}  // namespace

bool is_one_of(std::string_view name, std::span<const std::string_view> names) {
  return std::ranges::binary_search(names, std::string_view(lower_case(name)));
}

bool has_readable_ending(std::string_view file) {
  std::string name = lower_case(file);
  for (const std::string_view compression : {".gz", ".zst"})
    if (name.ends_with(compression)) name.resize(name.size() - compression.size());
  const size_t point = name.rfind('.');
  return point != std::string::npos &&
         std::ranges::find(kReadableEndings, std::string_view(name).substr(point + 1)) !=
             kReadableEndings.end();
}

}  // namespace eigenlake
