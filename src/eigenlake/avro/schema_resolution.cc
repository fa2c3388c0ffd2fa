// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/avro/schema_resolution.h"

#include <algorithm>
#include <map>

#include "eigenlake/avro/json_value.h"

namespace eigenlake::avro {
namespace {

bool is_promotion(Type from, Type to) {
  switch (from) {
    case Type::kInt:
      return to == Type::kLong || to == Type::kFloat || to == Type::kDouble;
    case Type::kLong:
      return to == Type::kFloat || to == Type::kDouble;
    case Type::kFloat:
      return to == Type::kDouble;
    case Type::kString:
      return to == Type::kBytes;
    case Type::kBytes:
      return to == Type::kString;
    default:
      return false;
  }
}

std::string_view simple_name(std::string_view full_name) {
  return full_name.substr(full_name.rfind('.') + 1);
}

bool same_name(const Schema& writer, const Schema& reader) {
  if (simple_name(writer.name) == simple_name(reader.name)) return true;
  return std::ranges::count(reader.aliases, writer.name) > 0;
}

/// Builds the nodes for a pair of schemas; each pair once, so recursive and shared types stay finite.
class Resolver {
 public:
  Resolver(std::deque<ReadNode>& nodes, SkipPlanner& skips) : nodes_(nodes), skips_(skips) {}

  Result<const ReadNode*> resolve(const Schema& writer_node, const Schema& reader_node) {
    const Schema& writer = definition_of(writer_node);
    const Schema& reader = definition_of(reader_node);
    const auto key = std::pair(&writer, &reader);
    if (const auto found = resolved_.find(key); found != resolved_.end()) return found->second;
    ReadNode& node = nodes_.emplace_back();
    resolved_.emplace(key, &node);
    if (auto filled = fill(writer, reader, node); !filled) {
      // Kept as an impossible node, because others may point to it already.
      node = ReadNode{};
      node.action = ReadNode::Action::kImpossible;
      node.reason = filled.error().message;
      resolved_.erase(key);
      return std::unexpected(std::move(filled).error());
    }
    return &node;
  }

 private:
  using Action = ReadNode::Action;

  template <typename... Args>
  std::unexpected<Error> error(fmt::format_string<Args...> format, Args&&... args) const {
    return fail(ErrorKind::kUnsupported, "{} at {}", fmt::format(format, std::forward<Args>(args)...),
                path_.empty() ? std::string("the root") : fmt::format("{}", fmt::join(path_, ".")));
  }

  static std::string describe(const Schema& schema) {
    return schema.name.empty() ? std::string(name_of(schema.type))
                               : fmt::format("{} {}", name_of(schema.type), schema.name);
  }

  Result<void> fill(const Schema& writer, const Schema& reader, ReadNode& node) {
    if (writer.type == Type::kUnion) return fill_writer_union(writer, reader, node);
    if (reader.type == Type::kUnion) return fill_reader_union(writer, reader, node);
    node.target = reader.type;
    if (writer.type != reader.type && !is_promotion(writer.type, reader.type))
      return error("expected {}, found {}", describe(reader), describe(writer));
    switch (writer.type) {
      case Type::kFixed:
        return fill_fixed(writer, reader, node);
      case Type::kEnum:
        return fill_enum(writer, reader, node);
      case Type::kArray:
      case Type::kMap:
        return fill_items(writer, reader, node);
      case Type::kRecord:
        return fill_record(writer, reader, node);
      default:
        break;
    }
    static constexpr Action kPrimitive[] = {Action::kNull,  Action::kBoolean, Action::kInt,
                                            Action::kLong,  Action::kFloat,   Action::kDouble,
                                            Action::kBytes, Action::kString};
    node.action = kPrimitive[static_cast<size_t>(writer.type)];
    return {};
  }

  Result<void> fill_writer_union(const Schema& writer, const Schema& reader, ReadNode& node) {
    node.action = Action::kUnion;
    std::optional<Error> first_error;
    size_t possible = 0;
    for (const SchemaPtr& branch : writer.branches) {
      const auto path = path_;
      auto child = resolve(*branch, reader);
      path_ = path;
      if (child) {
        ++possible;
        node.children.push_back(*child);
        continue;
      }
      ReadNode& refusal = nodes_.emplace_back();
      refusal.action = Action::kImpossible;
      refusal.reason = child.error().message;
      node.children.push_back(&refusal);
      if (!first_error) first_error = std::move(child).error();
    }
    if (possible == 0) return std::unexpected(*std::move(first_error));
    return {};
  }

  Result<void> fill_reader_union(const Schema& writer, const Schema& reader, ReadNode& node) {
    node.action = Action::kTagged;
    // First a branch of the same type and full name, then of the same type and name or alias, then of the
    // same type, then one that it can be promoted to.
    for (int pass = 0; pass < 4; ++pass) {
      for (size_t i = 0; i < reader.branches.size(); ++i) {
        const Schema& branch = definition_of(*reader.branches[i]);
        const bool same_type = branch.type == writer.type;
        if (pass < 3 && !same_type) continue;
        if (pass == 0 && writer.name != branch.name) continue;
        if (pass == 1 && !same_name(writer, branch)) continue;
        const auto path = path_;
        const auto child = resolve(writer, branch);
        path_ = path;
        if (!child) continue;
        node.children = {*child};
        node.branch = static_cast<int32_t>(i);
        return {};
      }
    }
    return error("no branch for {} in the reader's union", describe(writer));
  }

  Result<void> fill_fixed(const Schema& writer, const Schema& reader, ReadNode& node) {
    if (writer.fixed_size != reader.fixed_size)
      return error("expected fixed of {} bytes, found {}", reader.fixed_size, writer.fixed_size);
    node.action = Action::kFixed;
    node.fixed_size = static_cast<uint64_t>(writer.fixed_size);
    return {};
  }

  Result<void> fill_enum(const Schema& writer, const Schema& reader, ReadNode& node) {
    node.action = Action::kEnum;
    for (const std::string& symbol : writer.symbols) {
      const bool known = std::ranges::count(reader.symbols, symbol) > 0;
      node.symbols.push_back(known ? symbol : reader.default_symbol.value_or(""));
    }
    return {};
  }

  Result<void> fill_items(const Schema& writer, const Schema& reader, ReadNode& node) {
    node.action = writer.type == Type::kArray ? Action::kArray : Action::kMap;
    path_.emplace_back("[]");
    EIGENLAKE_ASSIGN_OR_RETURN(const ReadNode* child, resolve(*writer.items, *reader.items));
    path_.pop_back();
    node.children = {child};
    node.item_min_bytes = skips_.plan(*writer.items)->min_bytes;
    return {};
  }

  static std::optional<size_t> target_of(const Field& field, const Schema& reader) {
    if (const auto index = reader.field_index(field.name)) return index;
    for (size_t i = 0; i < reader.fields.size(); ++i)
      if (std::ranges::count(reader.fields[i].aliases, field.name) > 0) return i;
    return std::nullopt;
  }

  Result<void> fill_record(const Schema& writer, const Schema& reader, ReadNode& node) {
    node.action = Action::kRecord;
    node.num_fields = reader.fields.size();
    std::vector<bool> written(reader.fields.size());
    for (const Field& field : writer.fields) {
      const auto target = target_of(field, reader);
      if (!target || written[*target]) {
        node.steps.push_back({nullptr, skips_.plan(*field.type), 0});
        continue;
      }
      path_.push_back(field.name);
      EIGENLAKE_ASSIGN_OR_RETURN(const ReadNode* child, resolve(*field.type, *reader.fields[*target].type));
      path_.pop_back();
      written[*target] = true;
      node.steps.push_back({child, nullptr, *target});
    }
    for (size_t i = 0; i < reader.fields.size(); ++i)
      if (!written[i]) EIGENLAKE_RETURN_IF_ERROR(add_default(reader.fields[i], i, node));
    return {};
  }

  Result<void> add_default(const Field& field, size_t index, ReadNode& node) {
    if (!field.default_json) return error("no field \"{}\", which has no default", field.name);
    EIGENLAKE_ASSIGN_OR_RETURN(Value value, value_from_json(*field.type, *field.default_json));
    node.defaults.push_back({index, std::move(value)});
    return {};
  }

  std::deque<ReadNode>& nodes_;
  SkipPlanner& skips_;
  std::map<std::pair<const Schema*, const Schema*>, const ReadNode*> resolved_;
  std::vector<std::string> path_;
};

}  // namespace

Result<const ReadNode*> resolve_schemas(const Schema& writer, const Schema& reader,
                                        std::deque<ReadNode>& nodes, SkipPlanner& skips) {
  return Resolver(nodes, skips).resolve(writer, reader);
}

}  // namespace eigenlake::avro
