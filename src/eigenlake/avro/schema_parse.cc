// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <map>
#include <mutex>
#include <set>

#include "eigenlake/avro/limits.h"
#include "eigenlake/avro/schema.h"
#include "eigenlake/json/json.h"

namespace eigenlake::avro {
namespace {

using Node = std::shared_ptr<Schema>;

std::string namespace_of(std::string_view full_name) {
  const size_t dot = full_name.rfind('.');
  return dot == std::string_view::npos ? std::string() : std::string(full_name.substr(0, dot));
}

std::string qualify(const std::string& name, const std::string& enclosing) {
  if (enclosing.empty() || name.find('.') != std::string::npos) return name;
  return enclosing + "." + name;
}

std::optional<Type> primitive_from_name(std::string_view name) {
  for (int i = 0; i <= static_cast<int>(Type::kString); ++i)
    if (name_of(static_cast<Type>(i)) == name) return static_cast<Type>(i);
  return std::nullopt;
}

/// Recursive descent over the JSON form. `path_` names the field at which an error is reported.
class SchemaParser {
 public:
  Result<SchemaPtr> parse(const Json& json, const std::string& enclosing) {
    if (++depth_ > Limits{}.depth_max) return error("nesting beyond {} levels", Limits{}.depth_max);
    auto result = parse_any(json, enclosing);
    --depth_;
    return result;
  }

 private:
  template <typename... Args>
  std::unexpected<Error> error(fmt::format_string<Args...> format, Args&&... args) const {
    return fail(ErrorKind::kCorrupt, "in the Avro schema at {}: {}",
                path_.empty() ? std::string("its root") : fmt::format("{}", fmt::join(path_, ".")),
                fmt::format(format, std::forward<Args>(args)...));
  }

  Result<SchemaPtr> parse_any(const Json& json, const std::string& enclosing) {
    if (json.is_string()) return parse_name(json.get_ref<const std::string&>(), enclosing);
    if (json.is_array()) return parse_union(json, enclosing);
    if (json.is_object()) return parse_object(json, enclosing);
    return error("a type must be a name, an object or a union, got {}", json.dump());
  }

  Result<SchemaPtr> parse_name(const std::string& name, const std::string& enclosing) {
    if (const auto type = primitive_from_name(name)) return primitive(*type);
    auto found = named_.find(qualify(name, enclosing));
    if (found == named_.end()) found = named_.find(name);
    if (found == named_.end()) return error("unknown type \"{}\"", name);
    if (!open_.contains(found->first)) return found->second;
    auto reference = std::make_shared<Schema>();
    reference->type = Type::kReference;
    reference->name = found->first;
    reference->definition = found->second;
    return reference;
  }

  Result<SchemaPtr> parse_union(const Json& json, const std::string& enclosing) {
    auto node = std::make_shared<Schema>();
    node->type = Type::kUnion;
    std::set<std::string> seen;
    for (const Json& branch : json) {
      EIGENLAKE_ASSIGN_OR_RETURN(SchemaPtr parsed, parse(branch, enclosing));
      if (parsed->type == Type::kUnion) return error("a union must not be a branch of a union");
      const std::string name = parsed->name.empty() ? std::string(name_of(parsed->type)) : parsed->name;
      if (!seen.insert(name).second) return error("duplicate branch \"{}\" of a union", name);
      node->branches.push_back(std::move(parsed));
    }
    if (node->branches.empty()) return error("a union must have a branch");
    return node;
  }

  Result<SchemaPtr> parse_object(const Json& json, const std::string& enclosing) {
    const auto type = json.find("type");
    if (type == json.end()) return error("no \"type\" in {}", json.dump());
    if (!type->is_string()) return parse(*type, enclosing);
    const std::string& name = type->get_ref<const std::string&>();
    auto node = std::make_shared<Schema>();
    if (name == "array" || name == "map") return parse_container(node, name, json, enclosing);
    if (name == "record" || name == "error" || name == "enum" || name == "fixed")
      return parse_named(node, name, json, enclosing);
    if (const auto found = primitive_from_name(name)) {
      node->type = *found;
      take_attributes(*node, json, {"type"});
      return node;
    }
    return parse_name(name, enclosing);
  }

  Result<SchemaPtr> parse_container(const Node& node, const std::string& name, const Json& json,
                                    const std::string& enclosing) {
    node->type = name == "array" ? Type::kArray : Type::kMap;
    const char* key = name == "array" ? "items" : "values";
    const auto items = json.find(key);
    if (items == json.end()) return error("no \"{}\" of the {}", key, name);
    EIGENLAKE_ASSIGN_OR_RETURN(node->items, parse(*items, enclosing));
    take_attributes(*node, json, {"type", key});
    return node;
  }

  Result<SchemaPtr> parse_named(const Node& node, const std::string& kind, const Json& json,
                                const std::string& enclosing) {
    const auto name = json.find("name");
    if (name == json.end() || !name->is_string() || name->get_ref<const std::string&>().empty())
      return error("no \"name\" of the {}", kind);
    const auto space = json.find("namespace");
    const bool has_space = space != json.end() && space->is_string();
    node->name = qualify(name->get<std::string>(), has_space ? space->get<std::string>() : enclosing);
    if (!named_.emplace(node->name, node).second) return error("type \"{}\" is defined twice", node->name);
    take_names(*node, json);
    if (kind == "enum") return parse_enum(node, json);
    if (kind == "fixed") return parse_fixed(node, json);
    return parse_record(node, json);
  }

  Result<SchemaPtr> parse_enum(const Node& node, const Json& json) {
    node->type = Type::kEnum;
    const auto symbols = json.find("symbols");
    if (symbols == json.end() || !symbols->is_array()) return error("no \"symbols\" of the enum");
    for (const Json& symbol : *symbols) {
      if (!symbol.is_string()) return error("a symbol must be a name, got {}", symbol.dump());
      if (std::ranges::count(node->symbols, symbol.get<std::string>()) > 0)
        return error("duplicate symbol {} of the enum", symbol.dump());
      node->symbols.push_back(symbol.get<std::string>());
    }
    if (const auto found = json.find("default"); found != json.end() && found->is_string())
      node->default_symbol = found->get<std::string>();
    take_attributes(*node, json, {"type", "name", "namespace", "aliases", "doc", "symbols", "default"});
    return node;
  }

  Result<SchemaPtr> parse_fixed(const Node& node, const Json& json) {
    node->type = Type::kFixed;
    const auto size = json.find("size");
    if (size == json.end() || !size->is_number_integer() || size->get<int64_t>() < 0)
      return error("\"size\" of the fixed must be at least 0, got {}",
                   size == json.end() ? "none" : size->dump());
    node->fixed_size = size->get<int64_t>();
    take_attributes(*node, json, {"type", "name", "namespace", "aliases", "doc", "size"});
    return node;
  }

  Result<SchemaPtr> parse_record(const Node& node, const Json& json) {
    node->type = Type::kRecord;
    const auto fields = json.find("fields");
    if (fields == json.end() || !fields->is_array()) return error("no \"fields\" of the record");
    open_.insert(node->name);
    std::set<std::string> seen;
    for (const Json& field : *fields) {
      EIGENLAKE_ASSIGN_OR_RETURN(Field parsed, parse_field(field, namespace_of(node->name)));
      if (!seen.insert(parsed.name).second) return error("duplicate field \"{}\"", parsed.name);
      node->fields.push_back(std::move(parsed));
    }
    open_.erase(node->name);
    take_attributes(*node, json, {"type", "name", "namespace", "aliases", "doc", "fields"});
    return node;
  }

  Result<Field> parse_field(const Json& json, const std::string& enclosing) {
    if (!json.is_object()) return error("a field must be an object, got {}", json.dump());
    const auto name = json.find("name");
    if (name == json.end() || !name->is_string() || name->get_ref<const std::string&>().empty())
      return error("no \"name\" of the field");
    Field field;
    field.name = name->get<std::string>();
    path_.push_back(field.name);
    const auto type = json.find("type");
    if (type == json.end()) return error("no \"type\" of the field");
    EIGENLAKE_ASSIGN_OR_RETURN(field.type, parse(*type, enclosing));
    path_.pop_back();
    for (const auto& [key, value] : json.items()) {
      if (key == "default")
        field.default_json = value.dump();
      else if (key == "doc" && value.is_string())
        field.doc = value.get<std::string>();
      else if (key == "aliases")
        field.aliases = strings_of(value);
      else if (key != "name" && key != "type")
        field.attributes.push_back({key, value.dump()});
    }
    return field;
  }

  static std::vector<std::string> strings_of(const Json& json) {
    std::vector<std::string> strings;
    if (!json.is_array()) return strings;
    for (const Json& item : json)
      if (item.is_string()) strings.push_back(item.get<std::string>());
    return strings;
  }

  static void take_names(Schema& node, const Json& json) {
    if (const auto doc = json.find("doc"); doc != json.end() && doc->is_string())
      node.doc = doc->get<std::string>();
    if (const auto aliases = json.find("aliases"); aliases != json.end()) {
      for (const std::string& alias : strings_of(*aliases))
        node.aliases.push_back(qualify(alias, namespace_of(node.name)));
    }
  }

  static void take_attributes(Schema& node, const Json& json, std::initializer_list<std::string_view> known) {
    for (const auto& [key, value] : json.items()) {
      if (key == "logicalType" && value.is_string())
        node.logical_type = value.get<std::string>();
      else if (std::ranges::find(known, key) == known.end())
        node.attributes.push_back({key, value.dump()});
    }
  }

  std::map<std::string, Node> named_;
  std::set<std::string> open_;  ///< Records whose fields are being read: only a reference can stand for them.
  std::vector<std::string> path_;
  int depth_ = 0;
};

constexpr size_t kEntries = 8;
constexpr size_t kTextBytesMax = size_t{1} << 20;  // a larger one is not worth the memory

struct Entry {
  std::string json;
  SchemaPtr schema;
};

struct Cache {
  std::mutex mutex;
  std::array<Entry, kEntries> entries;
  size_t next = 0;
};

Cache& cache() {
  static Cache instance;
  return instance;
}

SchemaPtr find_parsed(std::string_view json) {
  const std::scoped_lock lock(cache().mutex);
  for (const Entry& entry : cache().entries)
    if (entry.schema && entry.json == json) return entry.schema;
  return nullptr;
}

}  // namespace

Result<SchemaPtr> parse_schema(std::string_view json) {
  // A bare type name is a schema too, even without quotes, as Avro's own tools accept it.
  if (const auto type = primitive_from_name(json)) return primitive(*type);
  auto document = parse_json(json, 4 * Limits{}.depth_max);
  if (!document) return fail_with_context(std::move(document).error(), "while reading an Avro schema");
  return SchemaParser().parse(*document, "");
}

Result<SchemaPtr> parse_schema_cached(std::string_view json) {
  if (SchemaPtr found = find_parsed(json)) return found;
  EIGENLAKE_ASSIGN_OR_RETURN(SchemaPtr schema, parse_schema(json));
  if (json.size() <= kTextBytesMax) {
    const std::scoped_lock lock(cache().mutex);
    cache().entries[cache().next++ % kEntries] = {std::string(json), schema};
  }
  return schema;
}

}  // namespace eigenlake::avro
