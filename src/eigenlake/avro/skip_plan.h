// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <vector>

#include "eigenlake/avro/binary_cursor.h"
#include "eigenlake/avro/schema.h"

namespace eigenlake::avro {

/// How to read past a value of one schema. Values of fixed width are skipped at once.
struct SkipNode {
  enum class Kind { kFixedWidth, kVarint, kBytes, kArray, kMap, kUnion, kRecord };
  Kind kind = Kind::kFixedWidth;
  uint64_t width = 0;      ///< kFixedWidth: bytes of a value.
  uint64_t min_bytes = 0;  ///< Least bytes of a value.
  std::vector<const SkipNode*> children;

  /// Reads past one value; the cursor holds the defect, if any.
  void skip(BinaryCursor& cursor, int depth = 0) const;
};

/// Makes and owns the skip nodes of schemas, one for each schema node.
class SkipPlanner {
 public:
  const SkipNode* plan(const Schema& schema);

 private:
  void fill(const Schema& schema, SkipNode& node);

  std::deque<SkipNode> nodes_;
  std::map<const Schema*, SkipNode*> by_schema_;
};

}  // namespace eigenlake::avro
