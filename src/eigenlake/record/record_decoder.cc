// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/record/record_decoder.h"

#include "eigenlake/record/record_fields.h"
#include "eigenlake/record/record_read_plan.h"

namespace eigenlake {
namespace {

using avro::BinaryCursor;
using Kind = WireNode::Kind;

std::string_view name_of(Kind kind) {
  static constexpr std::string_view kNames[] = {"null", "boolean", "int",    "long",  "float",     "double",
                                                "text", "array",   "record", "union", "impossible"};
  return kNames[static_cast<size_t>(kind)];
}

void refuse(ReadContext& context, const WireNode& node, std::string_view expected) {
  if (node.kind == Kind::kImpossible) return context.cursor.fail(ErrorKind::kUnsupported, "{}", node.reason);
  context.cursor.fail(ErrorKind::kCorrupt, "expected {} for {}, found {}", expected, node.path,
                      name_of(node.kind));
}

/// The node itself, or the branch that the bytes select.
const WireNode& resolve(ReadContext& context, const WireNode& node) {
  if (node.kind != Kind::kUnion) [[likely]]
    return node;
  const int64_t branch = context.cursor.read_long();
  if (branch < 0 || static_cast<size_t>(branch) >= node.children.size()) {
    context.cursor.fail(ErrorKind::kCorrupt, "union branch of {} must be below {}, got {}", node.path,
                        node.children.size(), branch);
    return *node.children[0];
  }
  return *node.children[static_cast<size_t>(branch)];
}

void read_resolved(ReadContext& context, const WireNode& node, double& target) {
  switch (node.kind) {
    case Kind::kDouble:
      target = context.cursor.read_double();
      return;
    case Kind::kFloat:
      target = context.cursor.read_float();
      return;
    case Kind::kInt:
      target = context.cursor.read_int();
      return;
    case Kind::kLong:
      target = static_cast<double>(context.cursor.read_long());
      return;
    default:
      refuse(context, node, "a number");
  }
}

void read_resolved(ReadContext& context, const WireNode& node, int32_t& target) {
  if (node.kind != Kind::kInt && node.kind != Kind::kLong) return refuse(context, node, "an integer");
  target = context.cursor.read_int();
}

void read_resolved(ReadContext& context, const WireNode& node, bool& target) {
  if (node.kind != Kind::kBoolean) return refuse(context, node, "a boolean");
  target = context.cursor.read_boolean();
}

void read_resolved(ReadContext& context, const WireNode& node, std::string& target) {
  if (node.kind != Kind::kText) return refuse(context, node, "a string");
  target = context.cursor.read_string();
}

template <typename T>
void read_value(ReadContext& context, const WireNode& node, T& target);

/// Appends the items of an array; arrays of doubles are copied block by block.
template <typename T>
void append_items(ReadContext& context, const WireNode& node, std::vector<T>& target) {
  if (node.kind != Kind::kArray) return refuse(context, node, "an array");
  const WireNode& item = *node.children[0];
  while (const int64_t count = context.cursor.read_block_count(node.item_min_bytes)) {
    if (!context.take_items(count, sizeof(T))) return;
    const size_t begin = target.size();
    target.resize(begin + static_cast<size_t>(count));
    if constexpr (std::is_same_v<T, double>) {
      if (item.kind == Kind::kDouble) {
        context.cursor.read_doubles(target.data() + begin, static_cast<size_t>(count));
        continue;
      }
    }
    for (size_t i = begin; i < target.size() && context.cursor.ok(); ++i)
      read_value(context, item, target[i]);
  }
}

template <typename T>
void read_resolved(ReadContext& context, const WireNode& node, std::vector<T>& target) {
  append_items(context, node, target);
}

template <typename T>
void read_resolved(ReadContext& context, const WireNode& node, std::optional<T>& target) {
  if (node.kind == Kind::kNull) {
    target.reset();
  } else {
    read_resolved(context, node, target.emplace());
  }
}

template <typename T>
void read_value(ReadContext& context, const WireNode& node, T& target) {
  read_resolved(context, resolve(context, node), target);
}

template <auto Member>
void read_field(ReadContext& context, const WireNode& node) {
  using Owner = OwnerOf<Member>;
  if constexpr (std::is_same_v<Owner, RunRecord>) read_value(context, node, context.record.*Member);
  if constexpr (std::is_same_v<Owner, RecordTerm>) read_value(context, node, context.term->*Member);
  if constexpr (std::is_same_v<Owner, RecordIteration>) read_value(context, node, context.iteration->*Member);
}

void read_group(ReadContext& context, const WireNode& union_or_record) {
  const WireNode& node = resolve(context, union_or_record);
  if (node.kind != Kind::kRecord) return refuse(context, node, "a record");
  for (const WireStep& step : node.steps) {
    if (step.read != nullptr)
      step.read(context, *step.node);
    else
      step.skip->skip(context.cursor);
    if (!context.cursor.ok()) [[unlikely]] {
      if (context.defect == nullptr) context.defect = step.node;
      return;
    }
  }
}

/// Reads an array of records into `items`, pointing `current` at each in turn.
template <typename T>
void read_records(ReadContext& context, const WireNode& union_or_array, std::vector<T>& items, T*& current) {
  const WireNode& node = resolve(context, union_or_array);
  if (node.kind != Kind::kArray) return refuse(context, node, "an array");
  while (const int64_t count = context.cursor.read_block_count(node.item_min_bytes)) {
    if (!context.take_items(count, sizeof(T))) return;
    const size_t begin = items.size();
    items.resize(begin + static_cast<size_t>(count));
    for (size_t i = begin; i < items.size() && context.cursor.ok(); ++i) {
      current = &items[i];
      read_group(context, *node.children[0]);
    }
  }
}

void read_terms(ReadContext& context, const WireNode& node) {
  read_records(context, node, context.record.hamiltonian, context.term);
}

void read_iterations(ReadContext& context, const WireNode& node) {
  read_records(context, node, context.record.iteration_list, context.iteration);
}

void read_iteration_parameters(ReadContext& context, const WireNode& node) {
  std::vector<double>& pool = context.record.iteration_parameters;
  context.iteration->parameters_begin = pool.size();
  read_value(context, node, pool);
  context.iteration->parameters_end = pool.size();
  if (context.iteration == context.record.iteration_list.data()) {
    // The other iterations probably have the same length; no more is reserved than the bytes can have.
    const size_t likely = pool.size() * context.record.iteration_list.size();
    pool.reserve(std::min(likely, pool.size() + context.cursor.remaining() / sizeof(double)));
  }
}

template <typename T>
ReadTarget target_of() {
  if constexpr (std::is_same_v<T, bool>) return {.shape = ReadShape::kBoolean};
  if constexpr (std::is_same_v<T, int32_t>) return {.shape = ReadShape::kInt};
  if constexpr (std::is_same_v<T, double>) return {.shape = ReadShape::kDouble};
  if constexpr (std::is_same_v<T, std::string>) return {.shape = ReadShape::kText};
  if constexpr (requires(T value) { value.has_value(); }) return target_of<typename T::value_type>();
  if constexpr (requires(T value) { value.emplace_back(); })
    return {.shape = ReadShape::kList, .children = {target_of<typename T::value_type>()}};
}

/// Visitor that lists our fields.
class TargetCollector {
 public:
  template <auto Member>
  void field(const FieldSpec& spec) {
    using Field = std::remove_reference_t<decltype(std::declval<OwnerOf<Member>&>().*Member)>;
    add(target_of<Field>(), spec.name, spec.has_default, &read_field<Member>);
  }
  template <typename Visit>
  void group(std::string_view name, Visit visit) {
    add(record_of(visit), name, false, &read_group);
  }
  void terms(std::string_view name) {
    add(list_of(record_of([](auto& v) { visit_term(v); })), name, false, &read_terms);
  }
  void iterations(std::string_view name) {
    add(list_of(record_of([](auto& v) { visit_iteration(v); })), name, false, &read_iterations);
  }
  void iteration_parameters(std::string_view name) {
    add(target_of<std::vector<double>>(), name, false, &read_iteration_parameters);
  }

  template <typename Visit>
  static ReadTarget record_of(Visit visit) {
    TargetCollector inner;
    visit(inner);
    return {.shape = ReadShape::kRecord, .children = std::move(inner.targets_)};
  }

 private:
  static ReadTarget list_of(ReadTarget item) {
    return {.shape = ReadShape::kList, .children = {std::move(item)}};
  }

  void add(ReadTarget target, std::string_view name, bool has_default, ReadFunction read) {
    target.name = name;
    target.has_default = has_default;
    target.read = read;
    targets_.push_back(std::move(target));
  }

  std::vector<ReadTarget> targets_;
};

const ReadTarget& record_target() {
  static const ReadTarget target = TargetCollector::record_of([](auto& v) { visit_record(v); });
  return target;
}

}  // namespace

struct RecordDecoder::Plan {
  std::deque<WireNode> nodes;
  avro::SkipPlanner skips;
  const WireNode* root = nullptr;
};

Result<RecordDecoder> RecordDecoder::create(const avro::SchemaPtr& writer_schema) {
  auto plan = std::make_shared<Plan>();
  auto root = plan_reading(*writer_schema, record_target(), plan->nodes, plan->skips);
  if (!root)
    return fail_with_context(std::move(root).error(), "while matching the writer's schema with the record's");
  plan->root = *root;
  RecordDecoder decoder;
  decoder.plan_ = std::move(plan);
  return decoder;
}

Result<void> RecordDecoder::decode(BinaryCursor& cursor, RunRecord& record) const {
  record = RunRecord();
  ReadContext context{cursor, record};
  read_group(context, *plan_->root);
  if (cursor.ok()) return {};
  Error error = cursor.error();
  if (context.defect != nullptr && !error.message.contains(context.defect->path))
    error.context.push_back("in " + context.defect->path);
  return std::unexpected(std::move(error));
}

}  // namespace eigenlake
