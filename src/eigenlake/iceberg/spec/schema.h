// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/iceberg/spec/type.h"

namespace eigenlake::iceberg {

/// The columns of a table, identified by field id.
struct Schema {
  int schema_id = 0;
  std::vector<NestedField> fields;
  std::vector<int> identifier_field_ids;

  bool operator==(const Schema& other) const = default;

  /// The field with this id at any depth, or null.
  const NestedField* find_field(int id) const;
  /// The top-level field with this name, or null.
  const NestedField* find_field(std::string_view name) const;
  /// Full dotted name of a field ("coordinates.element"), empty when there is none.
  std::string name_of(int id) const;
  /// Largest field id at any depth, 0 for no fields.
  int highest_field_id() const;
};

/// The columns with ids 1, 2, … in the order of the spec's table creation: level by level.
Schema assign_fresh_ids(Schema schema);

/// Checks that ids are positive and unique and names unique among siblings. Errors: kInvalidInput.
Result<> check_schema(const Schema& schema);

}  // namespace eigenlake::iceberg
