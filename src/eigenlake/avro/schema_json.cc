// SPDX-License-Identifier: Apache-2.0
#include <set>

#include "eigenlake/avro/schema.h"
#include "eigenlake/json/json.h"

namespace eigenlake::avro {
namespace {

/// Writes a schema tree as JSON text; a named type is written in full once and by its name after that.
class SchemaWriter {
 public:
  std::string take() { return std::move(out_); }

  void write(const Schema& schema, const std::string& enclosing) {
    if (schema.type == Type::kReference || emitted_.contains(schema.name))
      return write_string(relative_name(schema.name, enclosing));
    if (schema.type == Type::kUnion) return write_union(schema, enclosing);
    const bool bare =
        schema.type <= Type::kString && schema.logical_type.empty() && schema.attributes.empty();
    if (bare) return write_string(name_of(schema.type));
    write_object(schema, enclosing);
  }

 private:
  void write_string(std::string_view text) { out_ += Json(text).dump(); }

  void write_key(std::string_view key) {
    if (out_.back() != '{') out_ += ',';
    write_string(key);
    out_ += ':';
  }

  void write_entry(std::string_view key, std::string_view text) {
    write_key(key);
    write_string(text);
  }

  void write_strings(std::string_view key, const std::vector<std::string>& strings) {
    write_key(key);
    out_ += Json(strings).dump();
  }

  static std::string relative_name(const std::string& full_name, const std::string& enclosing) {
    const size_t dot = full_name.rfind('.');
    const bool same_space = dot != std::string::npos && full_name.substr(0, dot) == enclosing;
    return same_space ? full_name.substr(dot + 1) : full_name;
  }

  void write_union(const Schema& schema, const std::string& enclosing) {
    out_ += '[';
    for (size_t i = 0; i < schema.branches.size(); ++i) {
      if (i > 0) out_ += ',';
      write(*schema.branches[i], enclosing);
    }
    out_ += ']';
  }

  void write_object(const Schema& schema, const std::string& enclosing) {
    out_ += '{';
    write_entry("type", name_of(schema.type));
    const std::string space = write_names(schema, enclosing);
    if (schema.type == Type::kRecord) write_fields(schema, space);
    if (schema.type == Type::kEnum) write_strings("symbols", schema.symbols);
    if (schema.default_symbol) write_entry("default", *schema.default_symbol);
    if (schema.type == Type::kFixed) {
      write_key("size");
      out_ += std::to_string(schema.fixed_size);
    }
    if (schema.items) {
      write_key(schema.type == Type::kArray ? "items" : "values");
      write(*schema.items, enclosing);
    }
    if (!schema.logical_type.empty()) write_entry("logicalType", schema.logical_type);
    write_attributes(schema.attributes);
    out_ += '}';
  }

  /// Returns the namespace that holds inside the type.
  std::string write_names(const Schema& schema, const std::string& enclosing) {
    if (schema.name.empty()) return enclosing;
    emitted_.insert(schema.name);
    const size_t dot = schema.name.rfind('.');
    const std::string space = dot == std::string::npos ? "" : schema.name.substr(0, dot);
    write_entry("name", dot == std::string::npos ? schema.name : schema.name.substr(dot + 1));
    if (space != enclosing) write_entry("namespace", space);
    if (!schema.aliases.empty()) write_strings("aliases", schema.aliases);
    if (!schema.doc.empty()) write_entry("doc", schema.doc);
    return space;
  }

  void write_fields(const Schema& schema, const std::string& space) {
    write_key("fields");
    out_ += '[';
    for (size_t i = 0; i < schema.fields.size(); ++i) {
      if (i > 0) out_ += ',';
      write_field(schema.fields[i], space);
    }
    out_ += ']';
  }

  void write_field(const Field& field, const std::string& space) {
    out_ += '{';
    write_entry("name", field.name);
    write_key("type");
    write(*field.type, space);
    if (field.default_json) {
      write_key("default");
      out_ += *field.default_json;
    }
    if (!field.doc.empty()) write_entry("doc", field.doc);
    if (!field.aliases.empty()) write_strings("aliases", field.aliases);
    write_attributes(field.attributes);
    out_ += '}';
  }

  void write_attributes(const Attributes& attributes) {
    for (const Attribute& attribute : attributes) {
      write_key(attribute.name);
      out_ += attribute.json;
    }
  }

  std::string out_;
  std::set<std::string> emitted_ = {};
};

}  // namespace

std::string to_json(const Schema& schema) {
  SchemaWriter writer;
  writer.write(schema, "");
  return writer.take();
}

}  // namespace eigenlake::avro
