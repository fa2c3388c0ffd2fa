#include "eigenlake/query/sql_result.h"

#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "eigenlake/base/assert.h"
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
    type.scale = api.decimal_scale(logical_type);
    type.internal_id = api.decimal_internal_type(logical_type);
  } else if (type.id == Type::kEnum) {
    type.internal_id = api.enum_internal_type(logical_type);
    for (uint32_t i = 0; i < api.enum_dictionary_size(logical_type); ++i)
      type.dictionary.push_back(take_string(api, api.enum_dictionary_value(logical_type, i)));
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
  ValuePrinter(const Api& api, ValueStyle style, std::string& out) : api_(api), style_(style), out_(out) {}

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
    if (style_ == ValueStyle::kText) {
      append(type, keys, row);
      out_ += '=';
      return;
    }
    std::string key;
    ValuePrinter(api_, ValueStyle::kText, key).append(type, keys, row);
    append_json_string(key, out_);
    out_ += ": ";
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
    const bool quoted = style_ == ValueStyle::kJson && !type.is_number() && type.id != Type::kBoolean;
    if (!quoted) {
      append_scalar_text(type, data, row, style_ == ValueStyle::kJson, out_);
      return;
    }
    std::string text;
    append_scalar_text(type, data, row, false, text);
    append_json_string(text, out_);
  }

  const Api& api_;
  ValueStyle style_;
  std::string& out_;
};

}  // namespace

SqlResult::SqlResult(const Api& api, duckdb::ResultHandle handle) : api_(&api), handle_(handle) {
  for (uint64_t i = 0; i < api.column_count(&handle_); ++i) {
    names_.emplace_back(api.column_name(&handle_, i));
    types_.push_back(describe_and_destroy(api, api.column_logical_type(&handle_, i)));
  }
}

SqlResult::SqlResult(SqlResult&& other) noexcept
    : api_(other.api_),
      handle_(other.handle_),
      owns_handle_(std::exchange(other.owns_handle_, false)),
      names_(std::move(other.names_)),
      types_(std::move(other.types_)),
      chunk_(std::exchange(other.chunk_, nullptr)),
      num_rows_(std::exchange(other.num_rows_, 0)) {}

SqlResult::~SqlResult() {
  if (chunk_ != nullptr) api_->destroy_data_chunk(&chunk_);
  if (owns_handle_) api_->destroy_result(&handle_);
}

Result<bool> SqlResult::next_chunk() {
  if (chunk_ != nullptr) api_->destroy_data_chunk(&chunk_);
  num_rows_ = 0;
  chunk_ = api_->fetch_chunk(handle_);
  if (chunk_ == nullptr) {
    const char* error = api_->result_error(&handle_);
    if (error == nullptr || *error == '\0') return false;
    const std::string_view message = error;
    const bool interrupted = message.starts_with("INTERRUPT");
    return fail(interrupted ? ErrorKind::kInterrupted : ErrorKind::kUsage, "{}", message);
  }
  num_rows_ = api_->data_chunk_get_size(chunk_);
  return num_rows_ > 0;
}

bool SqlResult::is_null(size_t column, size_t row) const {
  EIGENLAKE_ASSERT(column < num_columns() && row < num_rows_);
  return !row_is_valid(*api_, api_->data_chunk_get_vector(chunk_, column), row);
}

void SqlResult::append_value(size_t column, size_t row, ValueStyle style, std::string& out) const {
  EIGENLAKE_ASSERT(column < num_columns() && row < num_rows_);
  ValuePrinter(*api_, style, out).append(types_[column], api_->data_chunk_get_vector(chunk_, column), row);
}

void append_json_string(std::string_view text, std::string& out) {
  out += '"';
  for (const char c : text) {
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
        } else {
          out += c;
        }
    }
  }
  out += '"';
}

}  // namespace eigenlake
