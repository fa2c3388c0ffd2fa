// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/codec/json_fields.h"

#include <utility>

namespace eigenlake::iceberg {
namespace {

Result<const Json*> typed_member(const Json& object, std::string_view name, bool (Json::*is_type)() const,
                                 std::string_view type) {
  const Json* member = find_member(object, name);
  if (member == nullptr) return fail(ErrorKind::kCorrupt, "'{}' is missing", name);
  if ((member->*is_type)()) return member;
  return fail(ErrorKind::kCorrupt, "'{}' must be {}, got {}", name, type, member->type_name());
}

}  // namespace

const Json* find_member(const Json& object, std::string_view name) {
  const auto it = object.find(name);
  return it == object.end() || it->is_null() ? nullptr : &*it;
}

Result<const Json*> object_member(const Json& object, std::string_view name) {
  return typed_member(object, name, &Json::is_object, "an object");
}

Result<const Json*> array_member(const Json& object, std::string_view name) {
  return typed_member(object, name, &Json::is_array, "an array");
}

Result<std::string> string_member(const Json& object, std::string_view name) {
  EIGENLAKE_ASSIGN_OR_RETURN(const Json* member, typed_member(object, name, &Json::is_string, "a string"));
  return member->get<std::string>();
}

Result<bool> boolean_member(const Json& object, std::string_view name) {
  EIGENLAKE_ASSIGN_OR_RETURN(const Json* member,
                             typed_member(object, name, &Json::is_boolean, "true or false"));
  return member->get<bool>();
}

Result<int64_t> long_member(const Json& object, std::string_view name) {
  EIGENLAKE_ASSIGN_OR_RETURN(const Json* member,
                             typed_member(object, name, &Json::is_number_integer, "an integer"));
  if (member->is_number_unsigned() && !std::in_range<int64_t>(member->get<uint64_t>()))
    return fail(ErrorKind::kCorrupt, "'{}' must be a 64-bit number, got {}", name, member->get<uint64_t>());
  return member->get<int64_t>();
}

Result<int> int_member(const Json& object, std::string_view name) {
  EIGENLAKE_ASSIGN_OR_RETURN(const int64_t value, long_member(object, name));
  if (!std::in_range<int>(value))
    return fail(ErrorKind::kCorrupt, "'{}' must be a 32-bit number, got {}", name, value);
  return static_cast<int>(value);
}

Result<std::optional<int64_t>> optional_long_member(const Json& object, std::string_view name) {
  if (find_member(object, name) == nullptr) return std::nullopt;
  EIGENLAKE_ASSIGN_OR_RETURN(const int64_t value, long_member(object, name));
  return value;
}

Result<std::optional<int>> optional_int_member(const Json& object, std::string_view name) {
  if (find_member(object, name) == nullptr) return std::nullopt;
  EIGENLAKE_ASSIGN_OR_RETURN(const int value, int_member(object, name));
  return value;
}

Result<> expect_object(const Json& json, std::string_view what) {
  if (!json.is_object())
    return fail(ErrorKind::kCorrupt, "{} must be an object, got {}", what, json.type_name());
  return {};
}

}  // namespace eigenlake::iceberg
