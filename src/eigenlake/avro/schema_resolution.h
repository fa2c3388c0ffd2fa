// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "eigenlake/avro/schema.h"
#include "eigenlake/avro/skip_plan.h"
#include "eigenlake/avro/value.h"
#include "eigenlake/base/error.h"

namespace eigenlake::avro {

struct ReadNode;

/// One field of the writer's record: read into field `target` of the reader's, or skipped.
struct FieldStep {
  const ReadNode* node = nullptr;
  const SkipNode* skip = nullptr;
  size_t target = 0;
};

struct FieldDefault {
  size_t target = 0;
  Value value;
};

/// How to read one writer's type as one reader's type.
struct ReadNode {
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
    kUnion,      ///< The writer's union: read the branch number, continue with children[branch].
    kTagged,     ///< The reader's union: children[0], tagged with `branch`.
    kImpossible  ///< A branch of the writer's that the reader's schema has no place for.
  };
  Action action = Action::kNull;
  Type target = Type::kNull;  ///< Type of the reader; differs from the action for promoted numbers and text.
  int32_t branch = -1;
  uint64_t fixed_size = 0;
  uint64_t item_min_bytes = 0;
  std::vector<const ReadNode*> children;
  std::vector<FieldStep> steps;
  std::vector<FieldDefault> defaults;
  size_t num_fields = 0;
  std::vector<std::string> symbols;  ///< Per writer's symbol the reader's; empty where it has none.
  std::string reason;                ///< kImpossible.
};

/// Works out how values of `writer` become values of `reader`. The nodes are added to `nodes`, skip nodes to
/// `skips`, and both must outlive the result.
///
/// Errors: kUnsupported with the path, when no value of `writer` could be read as `reader`.
Result<const ReadNode*> resolve_schemas(const Schema& writer, const Schema& reader,
                                        std::deque<ReadNode>& nodes, SkipPlanner& skips);

}  // namespace eigenlake::avro
