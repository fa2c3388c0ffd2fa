#include <algorithm>
#include <deque>
#include <map>

#include "eigenlake/avro/binary.h"
#include "eigenlake/avro/json_value.h"
#include "eigenlake/avro/skip_plan.h"
#include "eigenlake/base/assert.h"

namespace eigenlake::avro {
namespace {

struct Node;

/// One field of the writer's record: read into field `target` of the reader's, or skipped.
struct FieldStep {
  const Node* node = nullptr;
  const SkipNode* skip = nullptr;
  size_t target = 0;
};

struct FieldDefault {
  size_t target = 0;
  Value value;
};

/// How to read one writer's type as one reader's type.
struct Node {
  enum class Action {
    kNull,
    kBoolean,
    kInt,
    kLong,
    kFloat,
    kDouble,
    kString,
    kBytes,
    kFixed,
    kEnum,
    kArray,
    kMap,
    kRecord,
    kUnion,      ///< The writer's union: read the branch number, go on with children[branch].
    kTagged,     ///< The reader's union: children[0], tagged with `branch`.
    kImpossible  ///< A branch of the writer's that the reader's schema has no place for.
  };
  Action action = Action::kNull;
  Type target = Type::kNull;  ///< Type of the reader; differs from the action for promoted numbers and text.
  int32_t branch = -1;
  uint64_t fixed_size = 0;
  uint64_t item_min_bytes = 0;
  std::vector<const Node*> children;
  std::vector<FieldStep> steps;
  std::vector<FieldDefault> defaults;
  size_t num_fields = 0;
  std::vector<std::string> symbols;  ///< Per writer's symbol the reader's; empty where it has none.
  std::string reason;                ///< kImpossible.
};

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
  Resolver(std::deque<Node>& nodes, SkipPlanner& skips) : nodes_(nodes), skips_(skips) {}

  Result<const Node*> resolve(const Schema& writer_node, const Schema& reader_node) {
    const Schema& writer = definition_of(writer_node);
    const Schema& reader = definition_of(reader_node);
    const auto key = std::pair(&writer, &reader);
    if (const auto found = resolved_.find(key); found != resolved_.end()) return found->second;
    Node& node = nodes_.emplace_back();
    resolved_.emplace(key, &node);
    if (auto filled = fill(writer, reader, node); !filled) {
      // Kept as a node that refuses, because others may point to it already.
      node = Node{};
      node.action = Node::Action::kImpossible;
      node.reason = filled.error().message;
      resolved_.erase(key);
      return std::unexpected(std::move(filled).error());
    }
    return &node;
  }

 private:
  using Action = Node::Action;

  template <typename... Args>
  std::unexpected<Error> error(fmt::format_string<Args...> format, Args&&... args) const {
    return fail(ErrorKind::kUnsupported, "{} at {}", fmt::format(format, std::forward<Args>(args)...),
                path_.empty() ? std::string("the root") : fmt::format("{}", fmt::join(path_, ".")));
  }

  static std::string describe(const Schema& schema) {
    return schema.name.empty() ? std::string(name_of(schema.type))
                               : fmt::format("{} {}", name_of(schema.type), schema.name);
  }

  Result<void> fill(const Schema& writer, const Schema& reader, Node& node) {
    if (writer.type == Type::kUnion) return fill_writer_union(writer, reader, node);
    if (reader.type == Type::kUnion) return fill_reader_union(writer, reader, node);
    node.target = reader.type;
    if (writer.type != reader.type && !is_promotion(writer.type, reader.type)) {
      return error("expected {}, found {}", describe(reader), describe(writer));
    }
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

  Result<void> fill_writer_union(const Schema& writer, const Schema& reader, Node& node) {
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
      Node& refusal = nodes_.emplace_back();
      refusal.action = Action::kImpossible;
      refusal.reason = child.error().message;
      node.children.push_back(&refusal);
      if (!first_error) first_error = std::move(child).error();
    }
    if (possible == 0) return std::unexpected(*std::move(first_error));
    return {};
  }

  Result<void> fill_reader_union(const Schema& writer, const Schema& reader, Node& node) {
    node.action = Action::kTagged;
    // First a branch of the same type and name, then of the same type, then one that it can be promoted to.
    for (int pass = 0; pass < 3; ++pass) {
      for (size_t i = 0; i < reader.branches.size(); ++i) {
        const Schema& branch = definition_of(*reader.branches[i]);
        const bool same_type = branch.type == writer.type;
        if (pass == 0 && !(same_type && same_name(writer, branch))) continue;
        if (pass == 1 && !same_type) continue;
        const auto path = path_;
        const auto child = resolve(writer, branch);
        path_ = path;
        if (!child) continue;
        node.children = {*child};
        node.branch = static_cast<int32_t>(i);
        return {};
      }
    }
    return error("expected a branch for {} in the reader's union, found none", describe(writer));
  }

  Result<void> fill_fixed(const Schema& writer, const Schema& reader, Node& node) {
    if (writer.fixed_size != reader.fixed_size) {
      return error("expected fixed of {} bytes, found {}", reader.fixed_size, writer.fixed_size);
    }
    node.action = Action::kFixed;
    node.fixed_size = static_cast<uint64_t>(writer.fixed_size);
    return {};
  }

  Result<void> fill_enum(const Schema& writer, const Schema& reader, Node& node) {
    node.action = Action::kEnum;
    for (const std::string& symbol : writer.symbols) {
      const bool known = std::ranges::count(reader.symbols, symbol) > 0;
      node.symbols.push_back(known ? symbol : reader.default_symbol.value_or(""));
    }
    return {};
  }

  Result<void> fill_items(const Schema& writer, const Schema& reader, Node& node) {
    node.action = writer.type == Type::kArray ? Action::kArray : Action::kMap;
    path_.emplace_back("[]");
    EIGENLAKE_ASSIGN_OR_RETURN(const Node* child, resolve(*writer.items, *reader.items));
    path_.pop_back();
    node.children = {child};
    node.item_min_bytes = skips_.plan(*writer.items)->min_bytes;
    return {};
  }

  static std::optional<size_t> target_of(const Field& field, const Schema& reader) {
    if (const auto index = reader.field_index(field.name)) return index;
    for (size_t i = 0; i < reader.fields.size(); ++i) {
      if (std::ranges::count(reader.fields[i].aliases, field.name) > 0) return i;
    }
    return std::nullopt;
  }

  Result<void> fill_record(const Schema& writer, const Schema& reader, Node& node) {
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
      EIGENLAKE_ASSIGN_OR_RETURN(const Node* child, resolve(*field.type, *reader.fields[*target].type));
      path_.pop_back();
      written[*target] = true;
      node.steps.push_back({child, nullptr, *target});
    }
    for (size_t i = 0; i < reader.fields.size(); ++i) {
      if (!written[i]) EIGENLAKE_RETURN_IF_ERROR(add_default(reader.fields[i], i, node));
    }
    return {};
  }

  Result<void> add_default(const Field& field, size_t index, Node& node) {
    if (!field.default_json)
      return error("expected the field \"{}\", which has no default, found none", field.name);
    EIGENLAKE_ASSIGN_OR_RETURN(Value value, value_from_json(*field.type, *field.default_json));
    node.defaults.push_back({index, std::move(value)});
    return {};
  }

  std::deque<Node>& nodes_;
  SkipPlanner& skips_;
  std::map<std::pair<const Schema*, const Schema*>, const Node*> resolved_;
  std::vector<std::string> path_;
};

/// Walks over the nodes and the bytes. After a defect the cursor fails every read and loops end at once.
class Reader {
 public:
  explicit Reader(BinaryCursor& cursor) : cursor_(cursor) {}

  Value read(const Node& node) {
    if (++depth_ > cursor_.limits().depth_max) {
      cursor_.fail(ErrorKind::kResourceLimit, "expected values nested at most {} deep, found more",
                   cursor_.limits().depth_max);
    }
    Value value = cursor_.ok() ? read_any(node) : Value();
    --depth_;
    return value;
  }

 private:
  using Action = Node::Action;

  Value read_any(const Node& node) {
    switch (node.action) {
      case Action::kNull:
        return {};
      case Action::kBoolean:
        return cursor_.read_boolean();
      case Action::kInt:
        return promoted(node.target, cursor_.read_int());
      case Action::kLong:
        return promoted(node.target, cursor_.read_long());
      case Action::kFloat:
        return promoted(node.target, cursor_.read_float());
      case Action::kDouble:
        return cursor_.read_double();
      case Action::kString:
      case Action::kBytes:
        return read_text(node);
      case Action::kFixed:
        return Bytes{std::string(cursor_.read_fixed(node.fixed_size))};
      case Action::kEnum:
        return read_enum(node);
      case Action::kArray:
        return read_array(node);
      case Action::kMap:
        return read_map(node);
      case Action::kRecord:
        return read_record(node);
      case Action::kUnion:
        return read_union(node);
      case Action::kTagged: {
        Value value = read(*node.children[0]);
        value.branch = node.branch;
        return value;
      }
      case Action::kImpossible:
        cursor_.fail(ErrorKind::kUnsupported, "{}", node.reason);
        return {};
    }
    return {};
  }

  template <typename T>
  static Value promoted(Type target, T number) {
    switch (target) {
      case Type::kLong:
        return static_cast<int64_t>(number);
      case Type::kFloat:
        return static_cast<float>(number);
      case Type::kDouble:
        return static_cast<double>(number);
      default:
        return number;
    }
  }

  Value read_text(const Node& node) {
    if (node.target == Type::kString) return std::string(cursor_.read_string());
    return Bytes{std::string(cursor_.read_bytes())};
  }

  Value read_enum(const Node& node) {
    const int64_t index = cursor_.read_long();
    if (index < 0 || static_cast<size_t>(index) >= node.symbols.size()) {
      cursor_.fail(ErrorKind::kCorrupt, "expected an enum symbol below {}, found {}", node.symbols.size(),
                   index);
      return {};
    }
    const std::string& symbol = node.symbols[static_cast<size_t>(index)];
    if (symbol.empty()) {
      cursor_.fail(ErrorKind::kUnsupported,
                   "expected a symbol of the reader's enum, found number {} of the writer's", index);
    }
    return Symbol{symbol};
  }

  Value read_array(const Node& node) {
    Array array;
    while (const int64_t count = cursor_.read_block_count(node.item_min_bytes)) {
      if (!cursor_.spend_values(count)) return {};
      array.items.reserve(array.items.size() + static_cast<size_t>(count));
      for (int64_t i = 0; i < count && cursor_.ok(); ++i) array.items.push_back(read(*node.children[0]));
    }
    return array;
  }

  Value read_map(const Node& node) {
    Map map;
    while (const int64_t count = cursor_.read_block_count(node.item_min_bytes + 1)) {
      if (!cursor_.spend_values(count)) return {};
      for (int64_t i = 0; i < count && cursor_.ok(); ++i) {
        std::string key(cursor_.read_string());
        map.entries.emplace_back(std::move(key), read(*node.children[0]));
      }
    }
    return map;
  }

  Value read_record(const Node& node) {
    if (!cursor_.spend_values(static_cast<int64_t>(node.num_fields))) return {};
    Record record;
    record.fields.resize(node.num_fields);
    for (const FieldStep& step : node.steps) {
      if (step.skip != nullptr)
        step.skip->skip(cursor_, depth_);
      else
        record.fields[step.target] = read(*step.node);
    }
    for (const FieldDefault& missing : node.defaults) record.fields[missing.target] = missing.value;
    return record;
  }

  Value read_union(const Node& node) {
    const int64_t branch = cursor_.read_long();
    if (branch < 0 || static_cast<size_t>(branch) >= node.children.size()) {
      cursor_.fail(ErrorKind::kCorrupt, "expected a union branch below {}, found {}", node.children.size(),
                   branch);
      return {};
    }
    return read(*node.children[static_cast<size_t>(branch)]);
  }

  BinaryCursor& cursor_;
  int depth_ = 0;
};

}  // namespace

struct ValueDecoder::Plan {
  std::deque<Node> nodes;
  SkipPlanner skips;
  const Node* root = nullptr;
  const SkipNode* root_skip = nullptr;
};

Result<ValueDecoder> ValueDecoder::create(SchemaPtr writer, SchemaPtr reader) {
  EIGENLAKE_ASSERT(writer != nullptr && reader != nullptr);
  auto plan = std::make_shared<Plan>();
  Resolver resolver(plan->nodes, plan->skips);
  auto root = resolver.resolve(*writer, *reader);
  if (!root)
    return fail_with_context(std::move(root).error(), "while matching the writer's schema with the reader's");
  plan->root = *root;
  plan->root_skip = plan->skips.plan(*writer);
  ValueDecoder decoder;
  decoder.writer_ = std::move(writer);
  decoder.reader_ = std::move(reader);
  decoder.plan_ = std::move(plan);
  return decoder;
}

Result<Value> ValueDecoder::decode(BinaryCursor& cursor) const {
  Value value = Reader(cursor).read(*plan_->root);
  if (!cursor.ok()) return std::unexpected(cursor.error());
  return value;
}

Result<void> ValueDecoder::skip(BinaryCursor& cursor) const {
  plan_->root_skip->skip(cursor);
  if (!cursor.ok()) return std::unexpected(cursor.error());
  return {};
}

}  // namespace eigenlake::avro
