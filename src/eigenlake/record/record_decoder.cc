#include <deque>
#include <limits>
#include <mutex>

#include "eigenlake/avro/skip_plan.h"
#include "eigenlake/record/record_avro.h"
#include "eigenlake/record/record_fields.h"

namespace eigenlake {
namespace {

using avro::BinaryCursor;
using avro::Schema;
using avro::SkipNode;
using avro::Type;

struct Context;
struct WireNode;
using ReadFunction = void (*)(Context&, const WireNode&);

/// One field of the writer's record: read by `read`, or skipped.
struct WireStep {
  ReadFunction read = nullptr;
  const WireNode* node = nullptr;
  const SkipNode* skip = nullptr;
};

/// What the writer's schema has at one place, and how it is read into ours.
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
using Kind = WireNode::Kind;

/// Where values go while one record is read.
struct Context {
  BinaryCursor& cursor;
  RunRecord& record;
  RecordTerm* term = nullptr;
  RecordIteration* iteration = nullptr;
};

std::string_view name_of(Kind kind) {
  static constexpr std::string_view kNames[] = {"null", "boolean", "int",    "long",  "float",     "double",
                                                "text", "array",   "record", "union", "impossible"};
  return kNames[static_cast<size_t>(kind)];
}

void refuse(Context& context, const WireNode& node, std::string_view expected) {
  if (node.kind == Kind::kImpossible) return context.cursor.fail(ErrorKind::kUnsupported, "{}", node.reason);
  context.cursor.fail(ErrorKind::kCorrupt, "expected {} for {}, found {}", expected, node.path,
                      name_of(node.kind));
}

/// The node itself, or the branch that the bytes choose.
const WireNode& resolve(Context& context, const WireNode& node) {
  if (node.kind != Kind::kUnion) [[likely]]
    return node;
  const int64_t branch = context.cursor.read_long();
  if (branch < 0 || static_cast<size_t>(branch) >= node.children.size()) {
    context.cursor.fail(ErrorKind::kCorrupt, "expected a union branch below {} for {}, found {}",
                        node.children.size(), node.path, branch);
    return *node.children[0];
  }
  return *node.children[static_cast<size_t>(branch)];
}

void read_resolved(Context& context, const WireNode& node, double& target) {
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

void read_resolved(Context& context, const WireNode& node, int32_t& target) {
  if (node.kind != Kind::kInt && node.kind != Kind::kLong) return refuse(context, node, "an integer");
  target = context.cursor.read_int();
}

void read_resolved(Context& context, const WireNode& node, bool& target) {
  if (node.kind != Kind::kBoolean) return refuse(context, node, "a boolean");
  target = context.cursor.read_boolean();
}

void read_resolved(Context& context, const WireNode& node, std::string& target) {
  if (node.kind != Kind::kText) return refuse(context, node, "a string");
  target = context.cursor.read_string();
}

template <typename T>
void read_value(Context& context, const WireNode& node, T& target);

/// Appends the items of an array; arrays of doubles are copied block by block.
template <typename T>
void append_items(Context& context, const WireNode& node, std::vector<T>& target) {
  if (node.kind != Kind::kArray) return refuse(context, node, "an array");
  const WireNode& item = *node.children[0];
  while (const int64_t count = context.cursor.read_block_count(node.item_min_bytes)) {
    if (!context.cursor.spend_values(count)) return;
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
void read_resolved(Context& context, const WireNode& node, std::vector<T>& target) {
  append_items(context, node, target);
}

template <typename T>
void read_resolved(Context& context, const WireNode& node, std::optional<T>& target) {
  if (node.kind == Kind::kNull) {
    target.reset();
  } else {
    read_resolved(context, node, target.emplace());
  }
}

template <typename T>
void read_value(Context& context, const WireNode& node, T& target) {
  read_resolved(context, resolve(context, node), target);
}

template <auto Member>
void read_field(Context& context, const WireNode& node) {
  using Owner = OwnerOf<Member>;
  if constexpr (std::is_same_v<Owner, RunRecord>) read_value(context, node, context.record.*Member);
  if constexpr (std::is_same_v<Owner, RecordTerm>) read_value(context, node, context.term->*Member);
  if constexpr (std::is_same_v<Owner, RecordIteration>) read_value(context, node, context.iteration->*Member);
}

void read_group(Context& context, const WireNode& union_or_record) {
  const WireNode& node = resolve(context, union_or_record);
  if (node.kind != Kind::kRecord) return refuse(context, node, "a record");
  for (const WireStep& step : node.steps) {
    if (step.read != nullptr)
      step.read(context, *step.node);
    else
      step.skip->skip(context.cursor);
  }
}

/// Reads an array of records into `items`, pointing `current` at each in turn.
template <typename T>
void read_records(Context& context, const WireNode& union_or_array, std::vector<T>& items, T*& current) {
  const WireNode& node = resolve(context, union_or_array);
  if (node.kind != Kind::kArray) return refuse(context, node, "an array");
  while (const int64_t count = context.cursor.read_block_count(node.item_min_bytes)) {
    if (!context.cursor.spend_values(count)) return;
    const size_t begin = items.size();
    items.resize(begin + static_cast<size_t>(count));
    for (size_t i = begin; i < items.size() && context.cursor.ok(); ++i) {
      current = &items[i];
      read_group(context, *node.children[0]);
    }
  }
}

void read_terms(Context& context, const WireNode& node) {
  read_records(context, node, context.record.hamiltonian, context.term);
}

void read_iterations(Context& context, const WireNode& node) {
  read_records(context, node, context.record.iteration_list, context.iteration);
}

void read_iteration_parameters(Context& context, const WireNode& node) {
  std::vector<double>& pool = context.record.iteration_parameters;
  context.iteration->parameters_begin = pool.size();
  read_value(context, node, pool);
  context.iteration->parameters_end = pool.size();
  if (context.iteration == context.record.iteration_list.data()) {
    // The other iterations are most likely as long; what the bytes cannot hold is not reserved.
    const size_t likely = pool.size() * context.record.iteration_list.size();
    pool.reserve(std::min(likely, pool.size() + context.cursor.remaining() / sizeof(double)));
  }
}

/// What a field of ours can be read from.
enum class Shape { kBoolean, kInt, kDouble, kText, kList, kRecord };

struct Target {
  std::string_view name = {};
  bool has_default = false;
  Shape shape = Shape::kRecord;
  ReadFunction read = nullptr;
  std::vector<Target> children = {};  ///< kList: the item; kRecord: the fields.
};

template <typename T>
struct ShapeOf;
template <>
struct ShapeOf<bool> {
  static Target target() { return {.shape = Shape::kBoolean}; }
};
template <>
struct ShapeOf<int32_t> {
  static Target target() { return {.shape = Shape::kInt}; }
};
template <>
struct ShapeOf<double> {
  static Target target() { return {.shape = Shape::kDouble}; }
};
template <>
struct ShapeOf<std::string> {
  static Target target() { return {.shape = Shape::kText}; }
};
template <typename T>
struct ShapeOf<std::optional<T>> : ShapeOf<T> {};
template <typename T>
struct ShapeOf<std::vector<T>> {
  static Target target() { return {.shape = Shape::kList, .children = {ShapeOf<T>::target()}}; }
};

/// Visitor that lists our fields.
class TargetCollector {
 public:
  template <auto Member>
  void field(const FieldSpec& spec) {
    using Field = std::remove_reference_t<decltype(std::declval<OwnerOf<Member>&>().*Member)>;
    add(ShapeOf<Field>::target(), spec.name, spec.has_default, &read_field<Member>);
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
    add(ShapeOf<std::vector<double>>::target(), name, false, &read_iteration_parameters);
  }

  template <typename Visit>
  static Target record_of(Visit visit) {
    TargetCollector inner;
    visit(inner);
    return {.shape = Shape::kRecord, .children = std::move(inner.targets_)};
  }

 private:
  static Target list_of(Target item) { return {.shape = Shape::kList, .children = {std::move(item)}}; }

  void add(Target target, std::string_view name, bool has_default, ReadFunction read) {
    target.name = name;
    target.has_default = has_default;
    target.read = read;
    targets_.push_back(std::move(target));
  }

  std::vector<Target> targets_;
};

const Target& record_target() {
  static const Target target = TargetCollector::record_of([](auto& v) { visit_record(v); });
  return target;
}

std::string_view expectation(Shape shape) {
  static constexpr std::string_view kNames[] = {"a boolean", "an integer", "a number",
                                                "a string",  "an array",   "a record"};
  return kNames[static_cast<size_t>(shape)];
}

/// The kind of node for a writer's scalar, or none where the target cannot take it.
std::optional<Kind> scalar_kind(Type type, Shape shape) {
  const bool number = shape == Shape::kDouble;
  switch (type) {
    case Type::kNull:
      return Kind::kNull;
    case Type::kBoolean:
      return shape == Shape::kBoolean ? std::optional(Kind::kBoolean) : std::nullopt;
    case Type::kInt:
      return number || shape == Shape::kInt ? std::optional(Kind::kInt) : std::nullopt;
    case Type::kLong:
      return number || shape == Shape::kInt ? std::optional(Kind::kLong) : std::nullopt;
    case Type::kFloat:
      return number ? std::optional(Kind::kFloat) : std::nullopt;
    case Type::kDouble:
      return number ? std::optional(Kind::kDouble) : std::nullopt;
    case Type::kString:
    case Type::kBytes:
      return shape == Shape::kText ? std::optional(Kind::kText) : std::nullopt;
    default:
      return std::nullopt;
  }
}

class Compiler {
 public:
  Compiler(std::deque<WireNode>& nodes, avro::SkipPlanner& skips) : nodes_(nodes), skips_(skips) {}

  Result<const WireNode*> compile(const Schema& schema, const Target& target, const std::string& path) {
    const Schema& writer = definition_of(schema);
    WireNode& node = nodes_.emplace_back();
    node.path = path;
    if (writer.type == Type::kUnion) {
      EIGENLAKE_RETURN_IF_ERROR(fill_union(writer, target, node));
    } else if (writer.type == Type::kRecord && target.shape == Shape::kRecord) {
      EIGENLAKE_RETURN_IF_ERROR(fill_record(writer, target, node));
    } else if (writer.type == Type::kArray && target.shape == Shape::kList) {
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
  Result<void> fill_union(const Schema& writer, const Target& target, WireNode& node) {
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

  Result<void> fill_record(const Schema& writer, const Target& target, WireNode& node) {
    node.kind = Kind::kRecord;
    std::vector<bool> written(target.children.size());
    for (const avro::Field& field : writer.fields) {
      const size_t index = index_of(target, field.name);
      if (index == target.children.size()) {
        node.steps.push_back({nullptr, nullptr, skips_.plan(*field.type)});
        continue;
      }
      const Target& child = target.children[index];
      EIGENLAKE_ASSIGN_OR_RETURN(const WireNode* inner,
                                 compile(*field.type, child, join(node.path, field.name)));
      node.steps.push_back({child.read, inner, nullptr});
      written[index] = true;
    }
    for (size_t i = 0; i < target.children.size(); ++i) {
      if (written[i] || target.children[i].has_default) continue;
      return fail(ErrorKind::kUnsupported,
                  "expected the field {}, which has no default, found none in the schema",
                  join(node.path, target.children[i].name));
    }
    return {};
  }

  static size_t index_of(const Target& target, std::string_view name) {
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

struct RecordDecoder::Plan {
  std::deque<WireNode> nodes;
  avro::SkipPlanner skips;
  const WireNode* root = nullptr;
};

Result<RecordDecoder> RecordDecoder::create(const avro::SchemaPtr& writer_schema) {
  auto plan = std::make_shared<Plan>();
  auto root = Compiler(plan->nodes, plan->skips).compile(*writer_schema, record_target(), "");
  if (!root)
    return fail_with_context(std::move(root).error(), "while matching the writer's schema with the record's");
  plan->root = *root;
  RecordDecoder decoder;
  decoder.plan_ = std::move(plan);
  return decoder;
}

Result<void> RecordDecoder::decode(BinaryCursor& cursor, RunRecord& record) const {
  record = RunRecord();
  Context context{cursor, record};
  read_group(context, *plan_->root);
  if (!cursor.ok()) return std::unexpected(cursor.error());
  return {};
}

}  // namespace eigenlake
