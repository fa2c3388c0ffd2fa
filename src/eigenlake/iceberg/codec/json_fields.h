#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "eigenlake/base/error.h"
#include "eigenlake/json/json.h"

namespace eigenlake::iceberg {

/// Typed access to the members of JSON objects in metadata files; messages name the member.

/// The member, or null when it is absent or JSON null. Requires: `object` is an object.
const Json* find_member(const Json& object, std::string_view name);

Result<const Json*> object_member(const Json& object, std::string_view name);  ///< Errors: kCorrupt.
Result<const Json*> array_member(const Json& object, std::string_view name);   ///< Errors: kCorrupt.
Result<std::string> string_member(const Json& object, std::string_view name);  ///< Errors: kCorrupt.
Result<bool> boolean_member(const Json& object, std::string_view name);        ///< Errors: kCorrupt.
Result<int64_t> long_member(const Json& object, std::string_view name);        ///< Errors: kCorrupt.
Result<int> int_member(const Json& object, std::string_view name);             ///< Errors: kCorrupt.
/// Nothing when absent. Errors: kCorrupt for another type.
Result<std::optional<int64_t>> optional_long_member(const Json& object, std::string_view name);
Result<std::optional<int>> optional_int_member(const Json& object, std::string_view name);

/// Errors: kCorrupt when `json` is no object; `what` names it.
Result<> expect_object(const Json& json, std::string_view what);

}  // namespace eigenlake::iceberg
