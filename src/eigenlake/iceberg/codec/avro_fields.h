// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "eigenlake/avro/schema.h"
#include "eigenlake/avro/value.h"
#include "eigenlake/base/error.h"
#include "eigenlake/iceberg/spec/literal.h"

namespace eigenlake::iceberg {

/// The fields of an Avro record's schema by Iceberg field id. Types of values are checked.
class AvroFields {
 public:
  /// Requires: `schema`, a record or a union of null and one, outlives this. Errors: kCorrupt for others.
  static Result<AvroFields> create(const avro::Schema& schema);

  /// Null if the field is absent or Avro null. Requires: `record` was read with the schema.
  const avro::Value* find(const avro::Value& record, int field_id) const;
  const avro::Schema* schema_of(int field_id) const;

  /// Errors: kCorrupt, naming the field id.
  Result<int64_t> required_long(const avro::Value& record, int field_id) const;
  Result<int> required_int(const avro::Value& record, int field_id) const;
  Result<std::string> required_string(const avro::Value& record, int field_id) const;
  Result<std::optional<int64_t>> optional_long(const avro::Value& record, int field_id) const;
  Result<std::optional<int>> optional_int(const avro::Value& record, int field_id) const;
  Result<std::optional<bool>> optional_boolean(const avro::Value& record, int field_id) const;
  Result<std::optional<std::string>> optional_bytes(const avro::Value& record, int field_id) const;
  Result<const avro::Array*> optional_array(const avro::Value& record, int field_id) const;

 private:
  const avro::Schema* record_ = nullptr;
  std::unordered_map<int64_t, size_t> positions_;
};

/// The other branch of a union with null; else the schema itself.
const avro::Schema& without_null(const avro::Schema& schema);

/// The Avro schema of a partition value, as the spec's appendix A maps types; `name` is for fixed types.
avro::SchemaPtr avro_schema_of(const Type& type, const std::string& name);

/// The Iceberg type of a stored primitive one, null aside. Errors: kCorrupt for a nested one.
Result<Type> primitive_type_of(const avro::Schema& schema);

/// Appends a non-null value in Avro's binary encoding, matching `avro_schema_of`.
void append_literal(std::string& out, const Literal& value, const Type& type);

/// Widens numbers. Errors: kCorrupt for a value of another type.
Result<Literal> literal_from_avro(const avro::Value& value, const Type& type);

/// A valid Avro name: other characters become _xHEX, and '_' precedes a leading digit.
std::string avro_name(std::string_view name);

/// Fields of our own schemas, with Iceberg field ids.
avro::Field required_field(std::string name, avro::SchemaPtr type, int id);
avro::Field required_field(std::string name, avro::Type type, int id);
avro::Field optional_field(std::string name, avro::SchemaPtr type, int id);
avro::Field optional_field(std::string name, avro::Type type, int id);

}  // namespace eigenlake::iceberg
