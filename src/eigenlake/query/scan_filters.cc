// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/query/scan_filters.h"

#include <algorithm>
#include <array>
#include <optional>

#include "eigenlake/json/json.h"
#include "eigenlake/query/duckdb_types.h"
#include "eigenlake/query/lake_scan.h"

namespace eigenlake {
namespace {

using iceberg::Filter;
using iceberg::Literal;
using iceberg::NestedField;
using iceberg::Predicate;
using iceberg::TypeKind;
using Op = Predicate::Op;

const Json& member(const Json& object, const char* name) {
  static const Json kNothing;
  if (!object.is_object()) return kNothing;
  const auto it = object.find(name);
  return it == object.end() ? kNothing : *it;
}

bool is_text(const Json& json, std::string_view text) {
  return json.is_string() && json.get_ref<const std::string&>() == text;
}

/// As a plan names it; empty for types whose constants are not understood.
std::string type_name_of(const iceberg::Type& type) {
  constexpr std::array kUnderstood = {TypeKind::kBoolean,   TypeKind::kInt,    TypeKind::kLong,
                                      TypeKind::kFloat,     TypeKind::kDouble, TypeKind::kDate,
                                      TypeKind::kTimestamp, TypeKind::kString};
  if (type.kind == TypeKind::kTimestamptz) return "TIMESTAMP WITH TIME ZONE";
  return std::ranges::find(kUnderstood, type.kind) == kUnderstood.end() ? "" : sql_type_of(type);
}

/// A constant of exactly the column's type; none for a null and for other expressions.
std::optional<Literal> literal_of(const Json& expression, const NestedField& column) {
  if (!is_text(member(expression, "expression_class"), "BOUND_CONSTANT")) return std::nullopt;
  const Json& constant = member(expression, "value");
  const Json& value = member(constant, "value");
  const std::string type = type_name_of(column.type);
  if (type.empty() || !is_text(member(member(constant, "type"), "id"), type)) return std::nullopt;
  switch (column.type.kind) {
    case TypeKind::kBoolean:
      return value.is_boolean() ? std::optional<Literal>(value.get<bool>()) : std::nullopt;
    case TypeKind::kInt:
    case TypeKind::kDate:
      if (!value.is_number_integer() || value.get<int64_t>() != value.get<int32_t>()) return std::nullopt;
      return value.get<int32_t>();
    case TypeKind::kFloat:
      return value.is_number() ? std::optional<Literal>(value.get<float>()) : std::nullopt;
    case TypeKind::kDouble:
      return value.is_number() ? std::optional<Literal>(value.get<double>()) : std::nullopt;
    case TypeKind::kString:
      return value.is_string() ? std::optional<Literal>(value.get<std::string>()) : std::nullopt;
    default:
      return value.is_number_integer() ? std::optional<Literal>(value.get<int64_t>()) : std::nullopt;
  }
}

/// A comparison of a plan, and the same with its sides exchanged.
struct Comparison {
  std::string_view name;
  Op op;
  Op turned_around;
};

constexpr std::array kComparisons = {
    Comparison{"COMPARE_EQUAL", Op::kEqual, Op::kEqual},
    Comparison{"COMPARE_LESSTHAN", Op::kLess, Op::kGreater},
    Comparison{"COMPARE_LESSTHANOREQUALTO", Op::kLessOrEqual, Op::kGreaterOrEqual},
    Comparison{"COMPARE_GREATERTHAN", Op::kGreater, Op::kLess},
    Comparison{"COMPARE_GREATERTHANOREQUALTO", Op::kGreaterOrEqual, Op::kLessOrEqual}};

/// Reads the conditions above one scan; `outputs` are the columns of its rows, null for one that the
/// table lacks.
class ConditionReader {
 public:
  explicit ConditionReader(std::vector<const NestedField*> outputs) : outputs_(std::move(outputs)) {}

  /// Adds necessary conditions of the expression; none for other kinds of expressions.
  void add(const Json& expression, Filter& filter) const {
    const Json& kind = member(expression, "expression_class");
    if (is_text(kind, "BOUND_COMPARISON")) return add_comparison(expression, filter);
    if (is_text(kind, "BOUND_BETWEEN")) return add_between(expression, filter);
    if (is_text(kind, "BOUND_OPERATOR")) return add_operator(expression, filter);
    if (!is_text(kind, "BOUND_CONJUNCTION")) return;
    if (is_text(member(expression, "type"), "CONJUNCTION_AND")) {
      for (const Json& child : member(expression, "children")) add(child, filter);
    } else if (is_text(member(expression, "type"), "CONJUNCTION_OR")) {
      add_alternatives(member(expression, "children"), filter);
    }
  }

 private:
  const NestedField* column_of(const Json& expression) const {
    if (!is_text(member(expression, "expression_class"), "BOUND_REF")) return nullptr;
    const Json& index = member(expression, "index");
    if (!index.is_number_unsigned() || index.get<uint64_t>() >= outputs_.size()) return nullptr;
    return outputs_[index.get<uint64_t>()];
  }

  void add_comparison(const Json& expression, Filter& filter) const {
    const Json& type = member(expression, "type");
    const auto found = std::ranges::find_if(
        kComparisons, [&](const auto& comparison) { return is_text(type, comparison.name); });
    if (found == kComparisons.end()) return;
    const Json& left = member(expression, "left");
    const Json& right = member(expression, "right");
    if (column_of(left) != nullptr)
      add_if_constant(left, found->op, right, filter);
    else
      add_if_constant(right, found->turned_around, left, filter);
  }

  void add_if_constant(const Json& reference, Op op, const Json& constant, Filter& filter) const {
    const NestedField* column = column_of(reference);
    if (column == nullptr) return;
    if (auto value = literal_of(constant, *column)) filter.push_back({column->name, op, {*std::move(value)}});
  }

  void add_between(const Json& expression, Filter& filter) const {
    const Json& input = member(expression, "input");
    add_if_constant(input, Op::kGreaterOrEqual, member(expression, "lower"), filter);
    add_if_constant(input, Op::kLessOrEqual, member(expression, "upper"), filter);
  }

  void add_operator(const Json& expression, Filter& filter) const {
    const Json& type = member(expression, "type");
    const Json& children = member(expression, "children");
    const NestedField* column = children.empty() ? nullptr : column_of(children[0]);
    if (column == nullptr) return;
    const bool is_primitive = column->type.is_primitive();
    if (is_text(type, "OPERATOR_IS_NULL") && is_primitive) filter.push_back({column->name, Op::kIsNull, {}});
    if (is_text(type, "OPERATOR_IS_NOT_NULL") && is_primitive)
      filter.push_back({column->name, Op::kNotNull, {}});
    if (!is_text(type, "COMPARE_IN")) return;
    Predicate predicate{column->name, Op::kIn, {}};
    for (size_t i = 1; i < children.size(); ++i) {
      auto value = literal_of(children[i], *column);
      if (!value) return;
      predicate.values.push_back(*std::move(value));
    }
    filter.push_back(std::move(predicate));
  }

  /// Equalities of one column become one predicate; other alternatives add none.
  void add_alternatives(const Json& children, Filter& filter) const {
    Predicate all{"", Op::kIn, {}};
    for (const Json& child : children) {
      Filter alternative;
      add(child, alternative);
      const auto is_equality = [&](const Predicate& predicate) {
        return (predicate.op == Op::kEqual || predicate.op == Op::kIn) &&
               (all.column.empty() || predicate.column == all.column);
      };
      const auto found = std::ranges::find_if(alternative, is_equality);
      if (found == alternative.end()) return;
      all.column = found->column;
      all.values.insert(all.values.end(), found->values.begin(), found->values.end());
    }
    if (!all.column.empty()) filter.push_back(std::move(all));
  }

  std::vector<const NestedField*> outputs_;
};

class PlanReader {
 public:
  using SchemaOf = std::function<const iceberg::Schema*(const std::string&)>;
  explicit PlanReader(const SchemaOf& schema_of) : schema_of_(schema_of) {}

  /// Finds scans at any depth: plans nest in many ways.
  void visit(const Json& node) {
    if (node.is_array()) {
      for (const Json& item : node) visit(item);
    } else if (is_scan(node)) {
      add(node, Json::array());
    } else if (node.is_object()) {
      const Json& children = member(node, "children");
      const bool filters_scan = is_text(member(node, "type"), "LOGICAL_FILTER") && children.is_array() &&
                                children.size() == 1 && is_scan(children[0]);
      if (filters_scan) add(children[0], member(node, "expressions"));
      for (const auto& [name, value] : node.items())
        if (!filters_scan || name != "children") visit(value);
    }
  }

  std::map<std::string, ScanFilters> take() { return std::move(filters_); }

 private:
  static bool is_scan(const Json& node) {
    return is_text(member(node, "type"), "LOGICAL_GET") && is_text(member(node, "name"), kScanFunction);
  }

  void add(const Json& scan, const Json& expressions) {
    const Json& parameters = member(scan, "parameters");
    const Json& key =
        parameters.is_array() && parameters.size() == 1 ? member(parameters[0], "value") : parameters;
    if (!key.is_string()) return;
    const iceberg::Schema* schema = schema_of_(key.get<std::string>());
    if (schema == nullptr) return;
    const ConditionReader reader(outputs_of(scan, *schema));
    Filter filter;
    for (const Json& expression : expressions) reader.add(expression, filter);
    filters_[key.get<std::string>()].push_back(std::move(filter));
  }

  /// The scan's output columns, which may be a selection.
  static std::vector<const NestedField*> outputs_of(const Json& scan, const iceberg::Schema& schema) {
    std::vector<const NestedField*> columns;
    for (const Json& index : member(scan, "column_indexes")) {
      const Json& position = member(index, "index");
      const bool is_whole =
          !member(index, "child_indexes").is_array() || member(index, "child_indexes").empty();
      const bool is_column =
          is_whole && position.is_number_unsigned() && position.get<uint64_t>() < schema.fields.size();
      columns.push_back(is_column ? &schema.fields[position.get<uint64_t>()] : nullptr);
    }
    const Json& projection = member(scan, "projection_ids");
    if (!projection.is_array() || projection.empty()) return columns;
    std::vector<const NestedField*> projected;
    for (const Json& id : projection) {
      const bool is_there = id.is_number_unsigned() && id.get<uint64_t>() < columns.size();
      projected.push_back(is_there ? columns[id.get<uint64_t>()] : nullptr);
    }
    return projected;
  }

  const SchemaOf& schema_of_;
  std::map<std::string, ScanFilters> filters_;
};

}  // namespace

Result<std::map<std::string, ScanFilters>> filters_of_plan(
    std::string_view plan, const std::function<const iceberg::Schema*(const std::string& key)>& schema_of) {
  auto json = parse_json(plan);
  if (!json) return fail(ErrorKind::kInternal, "the plan is no JSON: {}", json.error().message);
  if (member(*json, "error") != false) {
    const Json& message = member(*json, "error_message");
    return fail(ErrorKind::kUnsupported, "cannot plan the query: {}",
                message.is_string() ? message.get<std::string>() : "no reason");
  }
  PlanReader reader(schema_of);
  reader.visit(member(*json, "plans"));
  return reader.take();
}

}  // namespace eigenlake
