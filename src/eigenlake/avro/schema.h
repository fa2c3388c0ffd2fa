// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/base/error.h"

namespace eigenlake::avro {

enum class Type {
  kNull,
  kBoolean,
  kInt,
  kLong,
  kFloat,
  kDouble,
  kBytes,
  kString,
  kRecord,
  kEnum,
  kArray,
  kMap,
  kUnion,
  kFixed,
  kReference,  ///< The name of a type inside its own definition; see Schema::definition.
};
std::string_view name_of(Type type);  ///< As in the schema's JSON, `record`, `long`, …

/// A property that Avro does not define, such as `field-id`; kept and written back in order.
struct Attribute {
  std::string name;
  std::string json;  ///< The value as JSON text.
  bool operator==(const Attribute&) const = default;
};
using Attributes = std::vector<Attribute>;

/// `attribute("field-id", 12)`.
Attribute attribute(std::string name, int64_t value);

struct Schema;
using SchemaPtr = std::shared_ptr<const Schema>;

struct Field {
  std::string name;
  SchemaPtr type;
  std::optional<std::string> default_json;  ///< JSON text; absent means that a writer must have the field.
  std::string doc;
  std::vector<std::string> aliases;
  Attributes attributes;  ///< With `order`.

  std::optional<int64_t> int_attribute(std::string_view name) const;
};

/// One node of a schema tree. Immutable once shared; a type that is used twice is shared, and its name stands
/// for it in JSON after its first use.
///
/// Source: Apache Avro 1.12 specification, "Schema Declaration".
struct Schema {
  Type type = Type::kNull;
  std::string name;                  ///< Full name (namespace.name) of a record, enum, fixed or reference.
  std::vector<std::string> aliases;  ///< Full names.
  std::string doc;
  std::string logical_type;          ///< `logicalType`, empty without one; unknown ones are kept and ignored.
  Attributes attributes;             ///< Everything else: precision, scale, element-id, adjust-to-utc, …
  std::vector<Field> fields;         ///< Record.
  std::vector<std::string> symbols;  ///< Enum.
  std::optional<std::string> default_symbol;  ///< Enum.
  SchemaPtr items;                            ///< Array: its items; map: its values.
  std::vector<SchemaPtr> branches;            ///< Union.
  int64_t fixed_size = 0;                     ///< Fixed, bytes.
  std::weak_ptr<const Schema> definition;     ///< Reference: the enclosing type of that name.

  std::optional<int64_t> int_attribute(std::string_view name) const;
  /// Position of the field called `name`, or none.
  std::optional<size_t> field_index(std::string_view name) const;
};

/// The schema itself, or the definition that a reference names.
///
/// Requires: the root of the tree that `schema` came from is alive.
const Schema& definition_of(const Schema& schema);

/// Reads a schema from its JSON text.
///
/// Errors: kCorrupt, with the path inside the schema ("vqe_result.initial_data: …"), for unknown types,
///         missing or repeated names, nested unions, repeated union branches, and nesting beyond 64 levels.
Result<SchemaPtr> parse_schema(std::string_view json);

/// As parse_schema, but remembers the last few schemas of the process: raw objects come in thousands with one
/// schema, and parsing it costs more than reading a small object.
///
/// Threads: may be called from several threads.
Result<SchemaPtr> parse_schema_cached(std::string_view json);

/// The schema as JSON text without white space; attributes, logical types, docs, aliases and defaults
/// included. parse_schema(to_json(s)) has the same text.
std::string to_json(const Schema& schema);

/// Constructors for schemas built in code.
SchemaPtr primitive(Type type, std::string logical_type = {}, Attributes attributes = {});
SchemaPtr array_of(SchemaPtr items, Attributes attributes = {}, std::string logical_type = {});
SchemaPtr map_of(SchemaPtr values, Attributes attributes = {});
SchemaPtr fixed(std::string name, int64_t size, std::string logical_type = {}, Attributes attributes = {});
SchemaPtr record(std::string name, std::vector<Field> fields, Attributes attributes = {});
SchemaPtr union_of(std::vector<SchemaPtr> branches);
/// union [null, type].
SchemaPtr optional(SchemaPtr type);
/// A field without default.
Field required_field(std::string name, SchemaPtr type, Attributes attributes = {});
/// A field of type union [null, type] whose default is null.
Field optional_field(std::string name, SchemaPtr type, Attributes attributes = {});

}  // namespace eigenlake::avro
