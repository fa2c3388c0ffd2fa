// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/query/sql_result.h"

#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "eigenlake/base/assert.h"
#include "eigenlake/query/duckdb_error.h"
#include "eigenlake/query/sql_value_text.h"

namespace eigenlake {
namespace {

using duckdb::Api;
using duckdb::Handle;
using duckdb::Type;

std::string take_string(const Api& api, char* text) {
  std::string owned = text == nullptr ? "" : text;
  api.free(text);
  return owned;
}

SqlType describe_and_destroy(const Api& api, Handle logical_type);

void describe_children(const Api& api, Handle logical_type, SqlType& type) {
  switch (type.id) {
    case Type::kList:
      type.children.push_back(describe_and_destroy(api, api.list_type_child_type(logical_type)));
      break;
    case Type::kArray:
      type.array_size = api.array_type_array_size(logical_type);
      type.children.push_back(describe_and_destroy(api, api.array_type_child_type(logical_type)));
      break;
    case Type::kMap:
      type.children.push_back(describe_and_destroy(api, api.map_type_key_type(logical_type)));
      type.children.push_back(describe_and_destroy(api, api.map_type_value_type(logical_type)));
      break;
    case Type::kStruct:
      for (uint64_t i = 0; i < api.struct_type_child_count(logical_type); ++i) {
        type.child_names.push_back(take_string(api, api.struct_type_child_name(logical_type, i)));
        type.children.push_back(describe_and_destroy(api, api.struct_type_child_type(logical_type, i)));
      }
      break;
    default:
      break;
  }
}

SqlType describe_and_destroy(const Api& api, Handle logical_type) {
  SqlType type;
  type.id = api.get_type_id(logical_type);
  if (type.id == Type::kDecimal) {
    type.width = api.decimal_width(logical_type);
    type.scale = api.decimal_scale(logical_type);
    type.internal_id = api.decimal_internal_type(logical_type);
  }
  describe_children(api, logical_type, type);
  api.destroy_logical_type(&logical_type);
  return type;
}

bool row_is_valid(const Api& api, Handle vector, uint64_t row) {
  const uint64_t* mask = api.vector_get_validity(vector);
  return mask == nullptr || ((mask[row / 64] >> (row % 64)) & 1) != 0;
}

/// Appends values of one vector; nested types call back into it for their children.
class ValuePrinter {
 public:
  ValuePrinter(const Api& api, ValueStyle style, int digits, std::string& out)
      : api_(api), style_(style), digits_(style == ValueStyle::kShort ? digits : kDigitsMax), out_(out) {}

  void append(const SqlType& type, Handle vector, uint64_t row) {
    if (!row_is_valid(api_, vector, row)) {
      out_ += style_ == ValueStyle::kJson ? "null" : "NULL";
      return;
    }
    switch (type.id) {
      case Type::kList:
        append_list(type, vector, row);
        break;
      case Type::kArray:
        append_elements(type.children[0], api_.array_vector_get_child(vector), row * type.array_size,
                        type.array_size);
        break;
      case Type::kMap:
        append_map(type, vector, row);
        break;
      case Type::kStruct:
        append_struct(type, vector, row);
        break;
      default:
        append_scalar(type, vector, row);
    }
  }

 private:
  void append_list(const SqlType& type, Handle vector, uint64_t row) {
    const auto entry = static_cast<const duckdb::ListEntry*>(api_.vector_get_data(vector))[row];
    append_elements(type.children[0], api_.list_vector_get_child(vector), entry.offset, entry.length);
  }

  void append_elements(const SqlType& type, Handle child, uint64_t offset, uint64_t length) {
    out_ += '[';
    for (uint64_t i = 0; i < length; ++i) {
      if (i > 0) out_ += ", ";
      append(type, child, offset + i);
    }
    out_ += ']';
  }

  /// A map is stored as a list of structs of key and value. Keys become strings in JSON.
  void append_map(const SqlType& type, Handle vector, uint64_t row) {
    const auto entry = static_cast<const duckdb::ListEntry*>(api_.vector_get_data(vector))[row];
    const Handle entries = api_.list_vector_get_child(vector);
    out_ += '{';
    for (uint64_t i = 0; i < entry.length; ++i) {
      if (i > 0) out_ += ", ";
      append_map_key(type.children[0], api_.struct_vector_get_child(entries, 0), entry.offset + i);
      append(type.children[1], api_.struct_vector_get_child(entries, 1), entry.offset + i);
    }
    out_ += '}';
  }

  void append_map_key(const SqlType& type, Handle keys, uint64_t row) {
    const bool is_json = style_ == ValueStyle::kJson;
    is_json ? append_scalar(type, keys, row) : append(type, keys, row);
    out_ += is_json ? ": " : "=";
  }

  void append_struct(const SqlType& type, Handle vector, uint64_t row) {
    out_ += '{';
    for (size_t i = 0; i < type.children.size(); ++i) {
      if (i > 0) out_ += ", ";
      if (style_ == ValueStyle::kJson) {
        append_json_string(type.child_names[i], out_);
      } else {
        fmt::format_to(std::back_inserter(out_), "'{}'", type.child_names[i]);
      }
      out_ += ": ";
      append(type.children[i], api_.struct_vector_get_child(vector, i), row);
    }
    out_ += '}';
  }

  void append_scalar(const SqlType& type, Handle vector, uint64_t row) {
    const void* data = api_.vector_get_data(vector);
    const bool is_text = type.id == Type::kVarchar;
    const bool is_json = style_ == ValueStyle::kJson;
    const std::string_view name = is_json && !is_text ? json_name_of(type, data, row) : "";
    if (is_json && (is_text || !name.empty())) {
      append_json_string(is_text ? text_at(data, row) : name, out_);
    } else if (is_text) {
      out_ += text_at(data, row);
    } else {
      append_number(type, data, row, digits_, out_);
    }
  }

  const Api& api_;
  ValueStyle style_;
  int digits_;
  std::string& out_;
};

}  // namespace

SqlResult::SqlResult(const Api& api, duckdb::ResultHandle handle, ValueCasts& casts)
    : api_(&api), handle_(handle), casts_(&casts) {
  for (uint64_t i = 0; i < api.column_count(&handle_); ++i) {
    names_.emplace_back(api.column_name(&handle_, i));
    types_.push_back(describe_and_destroy(api, api.column_logical_type(&handle_, i)));
  }
}

SqlResult::SqlResult(SqlResult&& other) noexcept
    : api_(other.api_),
      handle_(other.handle_),
      casts_(other.casts_),
      owns_handle_(std::exchange(other.owns_handle_, false)),
      names_(std::move(other.names_)),
      types_(std::move(other.types_)),
      chunk_(std::exchange(other.chunk_, nullptr)),
      num_rows_(std::exchange(other.num_rows_, 0)),
      is_at_end_(other.is_at_end_),
      printed_(std::move(other.printed_)),
      for_parquet_(std::move(other.for_parquet_)),
      print_error_(std::move(other.print_error_)) {}

SqlResult::~SqlResult() {
  if (chunk_ != nullptr) api_->destroy_data_chunk(&chunk_);
  if (owns_handle_) api_->destroy_result(&handle_);
}

Result<bool> SqlResult::next_chunk() {
  if (print_error_) return std::unexpected(*print_error_);
  for (const auto& forms : printed_)
    if (forms != nullptr) forms->has_chunk = false;
  if (for_parquet_ != nullptr) for_parquet_->has_chunk = false;
  if (chunk_ != nullptr) api_->destroy_data_chunk(&chunk_);
  num_rows_ = 0;
  if (is_at_end_) return false;
  chunk_ = api_->fetch_chunk(handle_);
  if (chunk_ == nullptr) {
    const char* error = api_->result_error(&handle_);
    is_at_end_ = error == nullptr || *error == '\0';
    if (is_at_end_) return false;
    return std::unexpected(error_of_duckdb(error));
  }
  num_rows_ = api_->data_chunk_get_size(chunk_);
  is_at_end_ = num_rows_ == 0;
  return !is_at_end_;
}

Result<std::unique_ptr<SqlResult::Forms>> SqlResult::make_forms(const TypeForm& form_of_type) {
  auto forms = std::make_unique<Forms>();
  std::vector<WantedCast> wanted;
  for (size_t column = 0; column < num_columns(); ++column) {
    auto& place = forms->place.emplace_back();
    auto form = form_of_type(types_[column]);
    if (!form) continue;
    place = wanted.size();
    wanted.push_back({column, *std::move(form)});
  }
  if (wanted.empty()) return forms;
  EIGENLAKE_ASSIGN_OR_RETURN(forms->cast, casts_->prepare(handle_, std::move(wanted)));
  return forms;
}

Result<> SqlResult::cast_chunk(std::unique_ptr<Forms>& forms, const TypeForm& form_of_type) {
  if (forms == nullptr) {
    EIGENLAKE_ASSIGN_OR_RETURN(forms, make_forms(form_of_type));
  }
  if (forms->has_chunk || forms->cast == nullptr) return {};
  EIGENLAKE_RETURN_IF_ERROR(forms->cast->run(chunk_));
  forms->has_chunk = true;
  auto& result = forms->cast->result();
  for (uint64_t i = forms->types.size(); i < api_->column_count(&result); ++i)
    forms->types.push_back(describe_and_destroy(*api_, api_->column_logical_type(&result, i)));
  return {};
}

bool SqlResult::is_null(size_t column, size_t row) const {
  EIGENLAKE_ASSERT(column < num_columns() && row < num_rows_);
  return !row_is_valid(*api_, api_->data_chunk_get_vector(chunk_, column), row);
}

void SqlResult::append_value(size_t column, size_t row, ValueStyle style, std::string& out, int digits) {
  EIGENLAKE_ASSERT(column < num_columns() && row < num_rows_);
  auto& forms = printed_[static_cast<size_t>(style)];
  auto cast = cast_chunk(forms, [&](const SqlType& type) { return printed_type(type, style); });
  if (!cast) {
    if (!print_error_) print_error_ = std::move(cast).error();
    return;
  }
  const auto place = forms->place[column];
  const SqlType& type = place ? forms->types[*place] : types_[column];
  const Handle vector = place ? api_->data_chunk_get_vector(forms->cast->chunk(), *place)
                              : api_->data_chunk_get_vector(chunk_, column);
  ValuePrinter(*api_, style, digits, out).append(type, vector, row);
}

void append_json_string(std::string_view text, std::string& out) {
  constexpr std::string_view kEscaped = "\"\\\n\r\t";
  constexpr std::string_view kLetters = "\"\\nrt";
  out += '"';
  for (const char c : text) {
    if (const size_t found = kEscaped.find(c); found != std::string_view::npos)
      out.append({'\\', kLetters[found]});
    else if (static_cast<unsigned char>(c) < 0x20)
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
    else
      out += c;
  }
  out += '"';
}

}  // namespace eigenlake
