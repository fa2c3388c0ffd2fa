// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/base/named_enum.h"

#include <cctype>

#include "eigenlake/base/joined.h"
#include "eigenlake/base/nearest_name.h"

namespace eigenlake {
namespace {

std::string folded(std::string_view text) {
  std::string result;
  for (const char c : text)
    if (c != '-' && c != '_' && c != ' ')
      result += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

}  // namespace

Result<size_t> parse_name(std::string_view what, std::string_view text,
                          std::span<const std::string_view> names, std::span<const NameAlias> aliases) {
  const std::string wanted = folded(text);
  for (size_t i = 0; i < names.size(); ++i)
    if (folded(names[i]) == wanted) return i;
  for (const NameAlias& alias : aliases)
    if (folded(alias.name) == wanted) return alias.value;
  return fail(ErrorKind::kUsage, "unknown {} '{}' (known: {}){}", what, text, listed(names),
              did_you_mean(text, names));
}

}  // namespace eigenlake
