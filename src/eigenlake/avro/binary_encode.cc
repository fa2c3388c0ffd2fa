// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "eigenlake/avro/binary.h"

namespace eigenlake::avro {
namespace {

/// The type of a null, a flag or a number without promotion: the first ones of Value::Variant and of Type.
std::optional<Type> plain_type_of(const Value& value) {
  const size_t index = value.data().index();
  if (index > static_cast<size_t>(Type::kDouble)) return std::nullopt;
  return static_cast<Type>(index);
}

/// An int stands for every number, and every number for a double.
bool is_number_for(Type type, const Value& value) {
  const auto own = plain_type_of(value);
  if (!own || *own < Type::kInt) return false;
  return own == type || own == Type::kInt || type == Type::kDouble;
}

/// Whether a number needs no promotion.
bool is_exactly(Type type, const Value& value) {
  return type < Type::kInt || type > Type::kDouble || plain_type_of(value) == type;
}

/// Whether `value` is of the kind that `schema` asks for; does not look into containers.
bool fits(const Schema& schema, const Value& value) {
  const auto& data = value.data();
  switch (schema.type) {
    case Type::kNull:
    case Type::kBoolean:
      return plain_type_of(value) == schema.type;
    case Type::kString:
      return std::holds_alternative<std::string>(data);
    case Type::kBytes:
      return std::holds_alternative<Bytes>(data);
    case Type::kArray:
      return std::holds_alternative<Array>(data);
    case Type::kMap:
      return std::holds_alternative<Map>(data);
    case Type::kFixed: {
      const Bytes* bytes = std::get_if<Bytes>(&data);
      return bytes != nullptr && bytes->data.size() == static_cast<size_t>(schema.fixed_size);
    }
    case Type::kEnum: {
      const Symbol* symbol = std::get_if<Symbol>(&data);
      return symbol != nullptr && std::ranges::count(schema.symbols, symbol->name) > 0;
    }
    case Type::kRecord: {
      const Record* record = std::get_if<Record>(&data);
      return record != nullptr && record->fields.size() == schema.fields.size();
    }
    case Type::kReference:
      return fits(definition_of(schema), value);
    case Type::kUnion:
      return false;
    default:
      return is_number_for(schema.type, value);
  }
}

double number_of(const Value& value) {
  return std::visit(
      [](const auto& data) -> double {
        if constexpr (std::is_arithmetic_v<std::remove_cvref_t<decltype(data)>>)
          return static_cast<double>(data);
        return 0.0;
      },
      value.data());
}

class Encoder {
 public:
  explicit Encoder(std::string& out) : out_(out) {}

  Result<void> encode(const Schema& schema, const Value& value) {
    if (schema.type == Type::kReference) return encode(definition_of(schema), value);
    if (schema.type == Type::kUnion) return encode_union(schema, value);
    if (!fits(schema, value)) return mismatch(schema, value);
    switch (schema.type) {
      case Type::kBoolean:
        append_boolean(out_, value.as_boolean());
        return {};
      case Type::kInt:
      case Type::kLong:
        append_long(out_, value.as_long());
        return {};
      case Type::kFloat:
        append_float(out_, static_cast<float>(number_of(value)));
        return {};
      case Type::kDouble:
        append_double(out_, number_of(value));
        return {};
      case Type::kString:
        append_string(out_, value.as_string());
        return {};
      case Type::kBytes:
        append_string(out_, value.as_bytes());
        return {};
      case Type::kFixed:
        out_ += value.as_bytes();
        return {};
      case Type::kEnum:
        append_long(out_, std::ranges::find(schema.symbols, value.as_symbol()) - schema.symbols.begin());
        return {};
      case Type::kArray:
        return encode_array(schema, value.as_array());
      case Type::kMap:
        return encode_map(schema, value.as_map());
      case Type::kRecord:
        return encode_record(schema, value.as_record());
      default:
        return {};  // null has no bytes
    }
  }

 private:
  std::unexpected<Error> mismatch(const Schema& schema, const Value& value) const {
    return fail(ErrorKind::kInvalidInput, "expected {}{}{} at {}, found {}", name_of(schema.type),
                schema.name.empty() ? "" : " ", schema.name,
                path_.empty() ? std::string("the root") : fmt::format("{}", fmt::join(path_, ".")),
                value.kind_name());
  }

  Result<void> encode_union(const Schema& schema, const Value& value) {
    const auto& branches = schema.branches;
    size_t branch = branches.size();
    if (value.branch >= 0 && static_cast<size_t>(value.branch) < branches.size() &&
        fits(*branches[value.branch], value)) {
      branch = static_cast<size_t>(value.branch);
    }
    for (const bool exact : {true, false}) {
      for (size_t i = 0; branch == branches.size() && i < branches.size(); ++i)
        if (fits(*branches[i], value) && (!exact || is_exactly(branches[i]->type, value))) branch = i;
    }
    if (branch == branches.size()) return mismatch(schema, value);
    append_long(out_, static_cast<int64_t>(branch));
    return encode(*branches[branch], value);
  }

  Result<void> encode_array(const Schema& schema, const std::vector<Value>& items) {
    if (!items.empty()) append_long(out_, static_cast<int64_t>(items.size()));
    path_.emplace_back("[]");
    for (const Value& item : items) EIGENLAKE_RETURN_IF_ERROR(encode(*schema.items, item));
    path_.pop_back();
    append_long(out_, 0);
    return {};
  }

  Result<void> encode_map(const Schema& schema, const std::vector<std::pair<std::string, Value>>& entries) {
    if (!entries.empty()) append_long(out_, static_cast<int64_t>(entries.size()));
    for (const auto& [key, value] : entries) {
      path_.push_back(key);
      append_string(out_, key);
      EIGENLAKE_RETURN_IF_ERROR(encode(*schema.items, value));
      path_.pop_back();
    }
    append_long(out_, 0);
    return {};
  }

  Result<void> encode_record(const Schema& schema, const std::vector<Value>& values) {
    for (size_t i = 0; i < values.size(); ++i) {
      path_.emplace_back(schema.fields[i].name);
      EIGENLAKE_RETURN_IF_ERROR(encode(*schema.fields[i].type, values[i]));
      path_.pop_back();
    }
    return {};
  }

  std::string& out_;
  std::vector<std::string> path_;
};

}  // namespace

Result<void> encode(const Schema& schema, const Value& value, std::string& out) {
  return Encoder(out).encode(schema, value);
}

}  // namespace eigenlake::avro
