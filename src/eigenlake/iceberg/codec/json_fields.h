// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/json/json.h"

namespace eigenlake::iceberg {

/// Typed access to members of JSON objects in metadata files. Errors: kCorrupt, naming the member.

/// The member, or null when it is absent or JSON null. Requires: `object` is an object.
const Json* find_member(const Json& object, std::string_view name);

Result<const Json*> object_member(const Json& object, std::string_view name);
Result<const Json*> array_member(const Json& object, std::string_view name);
Result<std::string> string_member(const Json& object, std::string_view name);
Result<bool> boolean_member(const Json& object, std::string_view name);
Result<int64_t> long_member(const Json& object, std::string_view name);
Result<int> int_member(const Json& object, std::string_view name);
/// None if absent.
Result<std::optional<int64_t>> optional_long_member(const Json& object, std::string_view name);
Result<std::optional<int>> optional_int_member(const Json& object, std::string_view name);

/// Errors: kCorrupt, naming `what`.
Result<> expect_object(const Json& json, std::string_view what);

/// The items of an array member, as `parse` reads them.
template <typename Parse>
auto list_member(const Json& object, std::string_view name, Parse parse)
    -> Result<std::vector<typename decltype(parse(object))::value_type>> {
  std::vector<typename decltype(parse(object))::value_type> items;
  EIGENLAKE_ASSIGN_OR_RETURN(const Json* list, array_member(object, name));
  for (const Json& json : *list) {
    EIGENLAKE_ASSIGN_OR_RETURN(items.emplace_back(), parse(json));
  }
  return items;
}

}  // namespace eigenlake::iceberg
