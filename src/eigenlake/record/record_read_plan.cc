// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/record/record_read_plan.h"

#include <optional>

namespace eigenlake {
namespace {

using Kind = WireNode::Kind;

std::string_view expectation(ReadShape shape) {
  static constexpr std::string_view kNames[] = {"a boolean", "an integer", "a number",
                                                "a string",  "an array",   "a record"};
  return kNames[static_cast<size_t>(shape)];
}

/// The kind of node for a writer's scalar; none if the target cannot have it.
std::optional<Kind> scalar_kind(avro::Type type, ReadShape shape) {
  const bool number = shape == ReadShape::kDouble;
  switch (type) {
    case avro::Type::kNull:
      return Kind::kNull;
    case avro::Type::kBoolean:
      return shape == ReadShape::kBoolean ? std::optional(Kind::kBoolean) : std::nullopt;
    case avro::Type::kInt:
      return number || shape == ReadShape::kInt ? std::optional(Kind::kInt) : std::nullopt;
    case avro::Type::kLong:
      return number || shape == ReadShape::kInt ? std::optional(Kind::kLong) : std::nullopt;
    case avro::Type::kFloat:
      return number ? std::optional(Kind::kFloat) : std::nullopt;
    case avro::Type::kDouble:
      return number ? std::optional(Kind::kDouble) : std::nullopt;
    case avro::Type::kString:
    case avro::Type::kBytes:
      return shape == ReadShape::kText ? std::optional(Kind::kText) : std::nullopt;
    default:
      return std::nullopt;
  }
}

class Compiler {
 public:
  Compiler(std::deque<WireNode>& nodes, avro::SkipPlanner& skips) : nodes_(nodes), skips_(skips) {}

  Result<const WireNode*> compile(const avro::Schema& schema, const ReadTarget& target,
                                  const std::string& path) {
    const avro::Schema& writer = definition_of(schema);
    WireNode& node = nodes_.emplace_back();
    node.path = path;
    if (writer.type == avro::Type::kUnion) {
      EIGENLAKE_RETURN_IF_ERROR(fill_union(writer, target, node));
    } else if (writer.type == avro::Type::kRecord && target.shape == ReadShape::kRecord) {
      EIGENLAKE_RETURN_IF_ERROR(fill_record(writer, target, node));
    } else if (writer.type == avro::Type::kArray && target.shape == ReadShape::kList) {
      node.kind = Kind::kArray;
      node.item_min_bytes = skips_.plan(*writer.items)->min_bytes;
      EIGENLAKE_ASSIGN_OR_RETURN(const WireNode* item,
                                 compile(*writer.items, target.children[0], path + "[]"));
      node.children = {item};
    } else if (const auto kind = scalar_kind(writer.type, target.shape)) {
      node.kind = *kind;
    } else {
      return fail(ErrorKind::kUnsupported, "expected {} for the field {}, found Avro type {}",
                  expectation(target.shape), path.empty() ? "record" : path, avro::name_of(writer.type));
    }
    return &node;
  }

 private:
  Result<void> fill_union(const avro::Schema& writer, const ReadTarget& target, WireNode& node) {
    node.kind = Kind::kUnion;
    std::optional<Error> first_error;
    bool possible = false;
    for (const avro::SchemaPtr& branch : writer.branches) {
      auto child = compile(*branch, target, node.path);
      if (child) {
        possible = possible || (*child)->kind != Kind::kNull;
        node.children.push_back(*child);
        continue;
      }
      WireNode& refusal = nodes_.emplace_back();
      refusal.kind = Kind::kImpossible;
      refusal.reason = child.error().message;
      node.children.push_back(&refusal);
      if (!first_error) first_error = std::move(child).error();
    }
    if (!possible && first_error) return std::unexpected(*std::move(first_error));
    return {};
  }

  Result<void> fill_record(const avro::Schema& writer, const ReadTarget& target, WireNode& node) {
    node.kind = Kind::kRecord;
    std::vector<bool> written(target.children.size());
    for (const avro::Field& field : writer.fields) {
      const size_t index = index_of(target, field.name);
      if (index == target.children.size()) {
        node.steps.push_back({nullptr, nullptr, skips_.plan(*field.type)});
        continue;
      }
      const ReadTarget& child = target.children[index];
      EIGENLAKE_ASSIGN_OR_RETURN(const WireNode* inner,
                                 compile(*field.type, child, join(node.path, field.name)));
      node.steps.push_back({child.read, inner, nullptr});
      written[index] = true;
    }
    for (size_t i = 0; i < target.children.size(); ++i) {
      if (written[i] || target.children[i].has_default) continue;
      return fail(ErrorKind::kUnsupported, "the schema has no field {}, which is required",
                  join(node.path, target.children[i].name));
    }
    return {};
  }

  static size_t index_of(const ReadTarget& target, std::string_view name) {
    size_t index = 0;
    while (index < target.children.size() && target.children[index].name != name) ++index;
    return index;
  }

  static std::string join(const std::string& path, std::string_view name) {
    return path.empty() ? std::string(name) : fmt::format("{}.{}", path, name);
  }

  std::deque<WireNode>& nodes_;
  avro::SkipPlanner& skips_;
};

}  // namespace

bool ReadContext::take_items(int64_t count, size_t item_bytes) {
  if (!cursor.spend_values(count)) return false;
  const uint64_t bytes = static_cast<uint64_t>(count) * item_bytes;
  if (bytes > list_bytes_left)
    cursor.fail(ErrorKind::kResourceLimit, "the record's lists take more than {} MiB of memory",
                kListBytesMax >> 20);
  else
    list_bytes_left -= bytes;
  return cursor.ok();
}

Result<const WireNode*> plan_reading(const avro::Schema& writer, const ReadTarget& target,
                                     std::deque<WireNode>& nodes, avro::SkipPlanner& skips) {
  return Compiler(nodes, skips).compile(writer, target, "");
}

}  // namespace eigenlake
