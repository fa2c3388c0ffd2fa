// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/query/arrow_vectors.h"

#include <cstring>

#include <arrow/array.h>
#include <arrow/type.h>

namespace eigenlake {
namespace {

using duckdb::Api;
using duckdb::Handle;
using iceberg::TypeKind;

template <typename ArrayType>
const ArrayType& as(const arrow::Array& array) {
  return static_cast<const ArrayType&>(array);
}

uint64_t big_endian(const uint8_t* bytes) {
  uint64_t value = 0;
  for (int i = 0; i < 8; ++i) value = value << 8 | bytes[i];
  return value;
}

/// Copies an array with its children; one for each call of copy_to_vector.
class VectorCopy {
 public:
  VectorCopy(const Api& api, int64_t offset, int64_t count, Handle vector, uint64_t target)
      : api_(api), offset_(offset), count_(count), vector_(vector), target_(target) {}

  void copy(const arrow::Array& array, const iceberg::Type& type) {
    switch (type.kind) {
      case TypeKind::kBoolean:
        copy_each<bool>([&](int64_t row) { return as<arrow::BooleanArray>(array).Value(row); });
        break;
      case TypeKind::kInt:
      case TypeKind::kDate:
      case TypeKind::kFloat:
        copy_raw<uint32_t>(array);
        break;
      case TypeKind::kLong:
      case TypeKind::kTime:
      case TypeKind::kTimestamp:
      case TypeKind::kTimestamptz:
      case TypeKind::kDouble:
        copy_raw<uint64_t>(array);
        break;
      case TypeKind::kDecimal:
        copy_decimals(array, type.precision);
        break;
      case TypeKind::kString:
      case TypeKind::kBinary:
        copy_texts(array, [&](int64_t row) { return as<arrow::BinaryArray>(array).GetView(row); });
        break;
      case TypeKind::kFixed:
        copy_texts(array, [&](int64_t row) { return as<arrow::FixedSizeBinaryArray>(array).GetView(row); });
        break;
      case TypeKind::kUuid:
        copy_each<duckdb::HugeInt>(
            [&](int64_t row) { return uuid_of(as<arrow::FixedSizeBinaryArray>(array).GetValue(row)); });
        break;
      case TypeKind::kStruct:
        copy_struct(as<arrow::StructArray>(array), type);
        break;
      case TypeKind::kList:
      case TypeKind::kMap:
        copy_lists(as<arrow::ListArray>(array), type);
        break;
    }
    mark_nulls(array, type, vector_);
  }

 private:
  template <typename T, typename ValueOf>
  void copy_each(ValueOf value_of) {
    auto* values = static_cast<T*>(api_.vector_get_data(vector_)) + target_;
    for (int64_t i = 0; i < count_; ++i) values[i] = value_of(offset_ + i);
  }

  template <typename T>
  void copy_raw(const arrow::Array& array) {
    const T* values = array.data()->GetValues<T>(1);
    if (values == nullptr || count_ == 0) return;
    std::memcpy(static_cast<T*>(api_.vector_get_data(vector_)) + target_, values + offset_,
                static_cast<size_t>(count_) * sizeof(T));
  }

  /// DuckDB stores decimals in the narrowest integer that holds their digits.
  void copy_decimals(const arrow::Array& array, int precision) {
    const auto value_at = [&](int64_t row) {
      duckdb::HugeInt value{};
      std::memcpy(&value, as<arrow::FixedSizeBinaryArray>(array).GetValue(row), sizeof(value));
      return value;
    };
    if (precision <= 4) {
      copy_each<int16_t>([&](int64_t row) { return static_cast<int16_t>(value_at(row).lower); });
    } else if (precision <= 9) {
      copy_each<int32_t>([&](int64_t row) { return static_cast<int32_t>(value_at(row).lower); });
    } else if (precision <= 18) {
      copy_each<int64_t>([&](int64_t row) { return static_cast<int64_t>(value_at(row).lower); });
    } else {
      copy_each<duckdb::HugeInt>(value_at);
    }
  }

  /// DuckDB orders UUIDs as signed numbers, so their highest bit is flipped.
  static duckdb::HugeInt uuid_of(const uint8_t* bytes) {
    return {big_endian(bytes + 8), static_cast<int64_t>(big_endian(bytes) ^ (uint64_t{1} << 63))};
  }

  template <typename TextOf>
  void copy_texts(const arrow::Array& array, TextOf text_of) {
    for (int64_t i = 0; i < count_; ++i) {
      if (array.IsNull(offset_ + i)) continue;
      const std::string_view text = text_of(offset_ + i);
      api_.vector_assign_string_element_len(vector_, target_ + static_cast<uint64_t>(i), text.data(),
                                            text.size());
    }
  }

  void copy_struct(const arrow::StructArray& array, const iceberg::Type& type) {
    for (size_t i = 0; i < type.fields.size(); ++i)
      copy_to_vector(api_, *array.field(static_cast<int>(i)), type.fields[i].type, offset_, count_,
                     api_.struct_vector_get_child(vector_, i), target_);
  }

  /// A map is a list of structs of key and value.
  void copy_lists(const arrow::ListArray& array, const iceberg::Type& type) {
    const int64_t begin = array.value_offset(offset_);
    const int64_t items = array.value_offset(offset_ + count_) - begin;
    const uint64_t size = api_.list_vector_get_size(vector_);
    api_.list_vector_reserve(vector_, size + static_cast<uint64_t>(items));
    auto* entries = static_cast<duckdb::ListEntry*>(api_.vector_get_data(vector_)) + target_;
    for (int64_t i = 0; i < count_; ++i) {
      entries[i].offset = size + static_cast<uint64_t>(array.value_offset(offset_ + i) - begin);
      entries[i].length = static_cast<uint64_t>(array.value_length(offset_ + i));
    }
    api_.list_vector_set_size(vector_, size + static_cast<uint64_t>(items));
    const Handle child = api_.list_vector_get_child(vector_);
    if (type.kind == TypeKind::kList)
      return copy_to_vector(api_, *array.values(), type.fields[0].type, begin, items, child, size);
    copy_to_vector(api_, *array.values(), iceberg::Type::structure(type.fields), begin, items, child, size);
  }

  /// A null struct's fields are null too.
  void mark_nulls(const arrow::Array& array, const iceberg::Type& type, Handle vector) {
    if (array.null_count() == 0) return;
    api_.vector_ensure_validity_writable(vector);
    uint64_t* mask = api_.vector_get_validity(vector);
    for (int64_t i = 0; i < count_; ++i) {
      const uint64_t row = target_ + static_cast<uint64_t>(i);
      if (array.IsNull(offset_ + i)) mask[row / 64] &= ~(uint64_t{1} << (row % 64));
    }
    if (type.kind != TypeKind::kStruct) return;
    for (size_t i = 0; i < type.fields.size(); ++i)
      mark_nulls(array, type.fields[i].type, api_.struct_vector_get_child(vector, i));
  }

  const Api& api_;
  int64_t offset_;
  int64_t count_;
  Handle vector_;
  uint64_t target_;
};

}  // namespace

void copy_to_vector(const Api& api, const arrow::Array& array, const iceberg::Type& type, int64_t offset,
                    int64_t count, Handle vector, uint64_t target) {
  VectorCopy(api, offset, count, vector, target).copy(array, type);
}

}  // namespace eigenlake
