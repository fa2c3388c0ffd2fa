// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/avro/binary_cursor.h"
#include "eigenlake/avro/schema.h"
#include "eigenlake/avro/skip_plan.h"
#include "eigenlake/base/error.h"
#include "eigenlake/record/run_record.h"

namespace eigenlake {

struct ReadContext;
struct WireNode;
using ReadFunction = void (*)(ReadContext&, const WireNode&);

/// One field of the writer's record: read by `read`, or skipped.
struct WireStep {
  ReadFunction read = nullptr;
  const WireNode* node = nullptr;
  const avro::SkipNode* skip = nullptr;
};

/// One node of the writer's schema, and how it is read into ours.
struct WireNode {
  enum class Kind {
    kNull,
    kBoolean,
    kInt,
    kLong,
    kFloat,
    kDouble,
    kText,
    kArray,
    kRecord,
    kUnion,
    kImpossible
  };
  Kind kind = Kind::kNull;
  std::string path;                       ///< For messages.
  std::string reason;                     ///< kImpossible.
  uint64_t item_min_bytes = 0;            ///< kArray
  std::vector<const WireNode*> children;  ///< kArray: the items; kUnion: the branches.
  std::vector<WireStep> steps;            ///< kRecord
};
/// The target of values while one record is read.
struct ReadContext {
  avro::BinaryCursor& cursor;
  RunRecord& record;
  RecordTerm* term = nullptr;
  RecordIteration* iteration = nullptr;
  const WireNode* defect = nullptr;  ///< The field in which the cursor failed.
  /// The record's lists may use so much memory, which is many times their bytes if items are short.
  static constexpr uint64_t kListBytesMax = uint64_t{512} << 20;
  uint64_t list_bytes_left = kListBytesMax;

  /// Called before a list grows by so many items. False if it may not.
  bool take_items(int64_t count, size_t item_bytes);
};

/// The type of a field of ours.
enum class ReadShape { kBoolean, kInt, kDouble, kText, kList, kRecord };

struct ReadTarget {
  std::string_view name = {};
  bool has_default = false;
  ReadShape shape = ReadShape::kRecord;
  ReadFunction read = nullptr;
  std::vector<ReadTarget> children = {};  ///< kList: the item; kRecord: the fields.
};

/// Plans how values of a writer's schema are read into `target`. Adds nodes to `nodes` and skip nodes to
/// `skips`, which both outlive the result.
///
/// Errors: kUnsupported, naming the field, for a required field that is missing or has another type.
Result<const WireNode*> plan_reading(const avro::Schema& writer, const ReadTarget& target,
                                     std::deque<WireNode>& nodes, avro::SkipPlanner& skips);

}  // namespace eigenlake
