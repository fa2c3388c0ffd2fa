// SPDX-License-Identifier: Apache-2.0
#include <deque>

#include "eigenlake/avro/binary.h"
#include "eigenlake/avro/schema_resolution.h"
#include "eigenlake/base/assert.h"

namespace eigenlake::avro {
namespace {

/// Walks over the nodes and the bytes. After a defect the cursor fails every read and loops end at once.
class Reader {
 public:
  explicit Reader(BinaryCursor& cursor) : cursor_(cursor) {}

  Value read(const ReadNode& node) {
    if (++depth_ > cursor_.limits().depth_max)
      cursor_.fail(ErrorKind::kResourceLimit, "values must be nested at most {} deep",
                   cursor_.limits().depth_max);
    Value value = cursor_.ok() ? read_any(node) : Value();
    --depth_;
    return value;
  }

 private:
  using Action = ReadNode::Action;

  Value read_any(const ReadNode& node) {
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

  Value read_text(const ReadNode& node) {
    if (node.target == Type::kString) return std::string(cursor_.read_string());
    return Bytes{std::string(cursor_.read_bytes())};
  }

  Value read_enum(const ReadNode& node) {
    const int64_t index = cursor_.read_long();
    if (index < 0 || static_cast<size_t>(index) >= node.symbols.size()) {
      cursor_.fail(ErrorKind::kCorrupt, "an enum symbol must be below {}, got {}", node.symbols.size(),
                   index);
      return {};
    }
    const std::string& symbol = node.symbols[static_cast<size_t>(index)];
    if (symbol.empty())
      cursor_.fail(ErrorKind::kUnsupported, "symbol {} of the writer's enum is not in the reader's", index);
    return Symbol{symbol};
  }

  Value read_array(const ReadNode& node) {
    Array array;
    while (const int64_t count = cursor_.read_block_count(node.item_min_bytes)) {
      if (!cursor_.spend_values(count)) return {};
      array.items.reserve(array.items.size() + static_cast<size_t>(count));
      for (int64_t i = 0; i < count && cursor_.ok(); ++i) array.items.push_back(read(*node.children[0]));
    }
    return array;
  }

  Value read_map(const ReadNode& node) {
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

  Value read_record(const ReadNode& node) {
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

  Value read_union(const ReadNode& node) {
    const int64_t branch = cursor_.read_long();
    if (branch < 0 || static_cast<size_t>(branch) >= node.children.size()) {
      cursor_.fail(ErrorKind::kCorrupt, "a union branch must be below {}, got {}", node.children.size(),
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
  std::deque<ReadNode> nodes;
  SkipPlanner skips;
  const ReadNode* root = nullptr;
  const SkipNode* root_skip = nullptr;
};

Result<ValueDecoder> ValueDecoder::create(SchemaPtr writer, SchemaPtr reader) {
  EIGENLAKE_ASSERT(writer != nullptr && reader != nullptr);
  auto plan = std::make_shared<Plan>();
  auto root = resolve_schemas(*writer, *reader, plan->nodes, plan->skips);
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
