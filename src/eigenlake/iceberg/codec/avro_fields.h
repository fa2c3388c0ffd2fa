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

/// The fields of Avro records with one schema, found by their Iceberg field id. Values are checked for their
/// type, since files come from strangers.
class AvroFields {
 public:
  /// `schema` may be a union of null and a record; it must outlive this. Errors: kCorrupt when it is no
  /// record.
  static Result<AvroFields> create(const avro::Schema& schema);

  /// The value, or null when the field is absent or Avro null. Requires: `record` was read with the schema.
  const avro::Value* find(const avro::Value& record, int field_id) const;
  /// Schema of a field, or null.
  const avro::Schema* schema_of(int field_id) const;

  /// Errors of the following: kCorrupt, naming the field id.
  Result<int64_t> required_long(const avro::Value& record, int field_id) const;
  Result<int> required_int(const avro::Value& record, int field_id) const;
  Result<std::string> required_string(const avro::Value& record, int field_id) const;
  Result<std::optional<int64_t>> optional_long(const avro::Value& record, int field_id) const;
  Result<std::optional<int>> optional_int(const avro::Value& record, int field_id) const;
  Result<std::optional<bool>> optional_boolean(const avro::Value& record, int field_id) const;
  Result<std::optional<std::string>> optional_bytes(const avro::Value& record, int field_id) const;
  /// Null when absent. Errors: kCorrupt when it is no array.
  Result<const avro::Array*> optional_array(const avro::Value& record, int field_id) const;

 private:
  const avro::Schema* record_ = nullptr;
  std::unordered_map<int64_t, size_t> positions_;
};

/// The branch that is not null, for a union of null and one other type; else the schema itself.
const avro::Schema& without_null(const avro::Schema& schema);

/// The Avro schema of a partition value, as the spec's appendix A maps types; `name` is for fixed types.
avro::SchemaPtr avro_schema_of(const Type& type, const std::string& name);

/// The primitive type that a stored one stands for, null aside. Errors: kCorrupt for a nested one.
Result<Type> primitive_type_of(const avro::Schema& schema);

/// Appends a non-null value in Avro's binary encoding, matching `avro_schema_of`.
void append_literal(std::string& out, const Literal& value, const Type& type);

/// Errors: kCorrupt when the value is not of the type. Numbers are widened.
Result<Literal> literal_from_avro(const avro::Value& value, const Type& type);

/// A name that Avro allows: other characters become _xHEX, and a leading digit gets '_' in front.
std::string avro_name(std::string_view name);

}  // namespace eigenlake::iceberg
