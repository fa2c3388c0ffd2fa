#include "eigenlake/iceberg/codec/json_fields.h"

#include <limits>

namespace eigenlake::iceberg {
namespace {

std::unexpected<Error> unexpected_member(const Json& object, std::string_view name,
                                         std::string_view expected) {
  const Json* member = find_member(object, name);
  if (member == nullptr) return fail(ErrorKind::kCorrupt, "'{}' is missing", name);
  return fail(ErrorKind::kCorrupt, "'{}' must be {}, got {}", name, expected, member->type_name());
}

Result<int> narrow(int64_t value, std::string_view name) {
  if (value < std::numeric_limits<int>::min() || value > std::numeric_limits<int>::max())
    return fail(ErrorKind::kCorrupt, "'{}' must be a 32-bit number, got {}", name, value);
  return static_cast<int>(value);
}

}  // namespace

const Json* find_member(const Json& object, std::string_view name) {
  const auto it = object.find(name);
  return it == object.end() || it->is_null() ? nullptr : &*it;
}

Result<const Json*> object_member(const Json& object, std::string_view name) {
  const Json* member = find_member(object, name);
  if (member == nullptr || !member->is_object()) return unexpected_member(object, name, "an object");
  return member;
}

Result<const Json*> array_member(const Json& object, std::string_view name) {
  const Json* member = find_member(object, name);
  if (member == nullptr || !member->is_array()) return unexpected_member(object, name, "an array");
  return member;
}

Result<std::string> string_member(const Json& object, std::string_view name) {
  const Json* member = find_member(object, name);
  if (member == nullptr || !member->is_string()) return unexpected_member(object, name, "a string");
  return member->get<std::string>();
}

Result<bool> boolean_member(const Json& object, std::string_view name) {
  const Json* member = find_member(object, name);
  if (member == nullptr || !member->is_boolean()) return unexpected_member(object, name, "true or false");
  return member->get<bool>();
}

Result<int64_t> long_member(const Json& object, std::string_view name) {
  const Json* member = find_member(object, name);
  if (member == nullptr || !member->is_number_integer()) return unexpected_member(object, name, "an integer");
  if (member->is_number_unsigned() && member->get<uint64_t>() > std::numeric_limits<int64_t>::max())
    return fail(ErrorKind::kCorrupt, "'{}' must be a 64-bit number, got {}", name, member->get<uint64_t>());
  return member->get<int64_t>();
}

Result<int> int_member(const Json& object, std::string_view name) {
  EIGENLAKE_ASSIGN_OR_RETURN(const int64_t value, long_member(object, name));
  return narrow(value, name);
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
