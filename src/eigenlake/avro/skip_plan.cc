// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/avro/skip_plan.h"

#include <algorithm>

namespace eigenlake::avro {
namespace {

constexpr uint64_t kWidthMax = uint64_t{1} << 40;  // far above any limit; keeps sums from overflowing

uint64_t capped_sum(uint64_t a, uint64_t b) {
  return std::min(a + b, kWidthMax);
}

void skip_items(const SkipNode& node, BinaryCursor& cursor, int depth) {
  const SkipNode& item = *node.children[0];
  const bool is_map = node.kind == SkipNode::Kind::kMap;
  int64_t block_bytes = -1;
  while (const int64_t count = cursor.read_block_count(item.min_bytes + (is_map ? 1 : 0), &block_bytes)) {
    if (block_bytes >= 0) {
      cursor.skip(static_cast<size_t>(block_bytes));
      continue;
    }
    if (!is_map && item.kind == SkipNode::Kind::kFixedWidth) {
      cursor.skip(static_cast<uint64_t>(count) * item.width);  // count ≤ remaining / width was checked
      continue;
    }
    for (int64_t i = 0; i < count && cursor.ok(); ++i) {
      if (is_map) cursor.read_bytes();
      item.skip(cursor, depth + 1);
    }
  }
}

}  // namespace

void SkipNode::skip(BinaryCursor& cursor, int depth) const {
  if (depth > cursor.limits().depth_max)
    return cursor.fail(ErrorKind::kResourceLimit, "values must be nested at most {} deep",
                       cursor.limits().depth_max);
  switch (kind) {
    case Kind::kFixedWidth:
      return cursor.skip(width);
    case Kind::kVarint:
      cursor.read_long();
      return;
    case Kind::kBytes:
      cursor.read_bytes();
      return;
    case Kind::kArray:
    case Kind::kMap:
      return skip_items(*this, cursor, depth);
    case Kind::kRecord:
      for (const SkipNode* child : children) child->skip(cursor, depth + 1);
      return;
    case Kind::kUnion: {
      const int64_t branch = cursor.read_long();
      if (branch < 0 || static_cast<uint64_t>(branch) >= children.size())
        return cursor.fail(ErrorKind::kCorrupt, "a union branch must be below {}, got {}", children.size(),
                           branch);
      return children[static_cast<size_t>(branch)]->skip(cursor, depth + 1);
    }
  }
}

const SkipNode* SkipPlanner::plan(const Schema& schema) {
  const Schema& definition = definition_of(schema);
  if (const auto found = by_schema_.find(&definition); found != by_schema_.end()) return found->second;
  SkipNode& node = nodes_.emplace_back();
  // A type that is met again inside itself is not of fixed width; until it is known, this is a safe answer.
  node.kind = SkipNode::Kind::kRecord;
  by_schema_.emplace(&definition, &node);
  fill(definition, node);
  return &node;
}

void SkipPlanner::fill(const Schema& schema, SkipNode& node) {
  using Kind = SkipNode::Kind;
  const auto set = [&node](Kind kind, uint64_t width) {
    node.kind = kind;
    node.width = node.min_bytes = width;
  };
  switch (schema.type) {
    case Type::kNull:
      return set(Kind::kFixedWidth, 0);
    case Type::kBoolean:
      return set(Kind::kFixedWidth, 1);
    case Type::kFloat:
      return set(Kind::kFixedWidth, sizeof(float));
    case Type::kDouble:
      return set(Kind::kFixedWidth, sizeof(double));
    case Type::kFixed:
      return set(Kind::kFixedWidth, std::min(static_cast<uint64_t>(schema.fixed_size), kWidthMax));
    case Type::kInt:
    case Type::kLong:
    case Type::kEnum:
      return set(Kind::kVarint, 1);
    case Type::kBytes:
    case Type::kString:
      return set(Kind::kBytes, 1);
    case Type::kArray:
    case Type::kMap:
      node.children = {plan(*schema.items)};
      return set(schema.type == Type::kArray ? Kind::kArray : Kind::kMap, 1);
    case Type::kUnion:
      for (const SchemaPtr& branch : schema.branches) node.children.push_back(plan(*branch));
      return set(Kind::kUnion, 1);
    default:
      break;
  }
  bool fixed_width = true;
  uint64_t min_bytes = 0;
  for (const Field& field : schema.fields) {
    const SkipNode* child = plan(*field.type);
    node.children.push_back(child);
    fixed_width = fixed_width && child->kind == Kind::kFixedWidth;
    min_bytes = capped_sum(min_bytes, child->min_bytes);
  }
  set(fixed_width ? Kind::kFixedWidth : Kind::kRecord, min_bytes);
}

}  // namespace eigenlake::avro
