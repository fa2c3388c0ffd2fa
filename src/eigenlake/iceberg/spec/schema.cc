// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/spec/schema.h"

#include <algorithm>
#include <set>

namespace eigenlake::iceberg {
namespace {

const NestedField* find_below(const std::vector<NestedField>& fields, int id, std::string* path) {
  for (const NestedField& field : fields) {
    const NestedField* found = field.id == id ? &field : find_below(field.type.fields, id, path);
    if (found == nullptr) continue;
    if (path != nullptr) *path = path->empty() ? field.name : field.name + "." + *path;
    return found;
  }
  return nullptr;
}

int highest_below(const std::vector<NestedField>& fields) {
  int highest = 0;
  for (const NestedField& field : fields)
    highest = std::max({highest, field.id, highest_below(field.type.fields)});
  return highest;
}

void assign_below(std::vector<NestedField>& fields, int& last_id) {
  for (NestedField& field : fields) field.id = ++last_id;
  for (NestedField& field : fields) assign_below(field.type.fields, last_id);
}

Result<> check_fields(const std::vector<NestedField>& fields, std::set<int>& ids) {
  std::set<std::string_view> names;
  for (const NestedField& field : fields) {
    if (field.id <= 0)
      return fail(ErrorKind::kInvalidInput, "column {} must have a positive id, got {}", field.name,
                  field.id);
    if (!ids.insert(field.id).second)
      return fail(ErrorKind::kInvalidInput, "field id {} is used twice, again by {}", field.id, field.name);
    if (field.name.empty()) return fail(ErrorKind::kInvalidInput, "field {} has no name", field.id);
    if (!names.insert(field.name).second)
      return fail(ErrorKind::kInvalidInput, "column name {} is used twice", field.name);
    EIGENLAKE_RETURN_IF_ERROR(check_fields(field.type.fields, ids));
  }
  return {};
}

}  // namespace

const NestedField* Schema::find_field(int id) const {
  return find_below(fields, id, nullptr);
}

const NestedField* Schema::find_field(std::string_view name) const {
  const auto it = std::ranges::find(fields, name, &NestedField::name);
  return it == fields.end() ? nullptr : &*it;
}

std::string Schema::name_of(int id) const {
  std::string path;
  find_below(fields, id, &path);
  return path;
}

int Schema::highest_field_id() const {
  return highest_below(fields);
}

Schema assign_fresh_ids(Schema schema) {
  int last_id = 0;
  assign_below(schema.fields, last_id);
  return schema;
}

Result<> check_schema(const Schema& schema) {
  std::set<int> ids;
  EIGENLAKE_RETURN_IF_ERROR(check_fields(schema.fields, ids));
  for (const int id : schema.identifier_field_ids)
    if (!ids.contains(id))
      return fail(ErrorKind::kInvalidInput, "no column has the identifier field id {}", id);
  return {};
}

}  // namespace eigenlake::iceberg
