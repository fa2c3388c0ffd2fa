// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/transform/row_columns.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <numeric>
#include <unordered_map>

#include "eigenlake/base/assert.h"

namespace eigenlake {
namespace {

/// Arrow fails here only when memory runs out, which ends the program like any other allocation.
template <typename T>
T value_of(arrow::Result<T> result) {
  EIGENLAKE_ASSERT(result.ok());
  return std::move(result).ValueUnsafe();
}

template <typename T>
std::shared_ptr<arrow::Buffer> filled(const RowGroups& groups, std::span<const T> values) {
  EIGENLAKE_ASSERT(values.size() == groups.size());
  std::shared_ptr<arrow::Buffer> buffer = value_of(arrow::AllocateBuffer(groups.num_rows() * sizeof(T)));
  T* out = buffer->mutable_data_as<T>();
  for (size_t g = 0; g < values.size(); ++g) out = std::fill_n(out, groups.lengths()[g], values[g]);
  return buffer;
}

template <typename T>
std::shared_ptr<arrow::Buffer> copied(std::span<const T> values) {
  std::shared_ptr<arrow::Buffer> buffer = value_of(arrow::AllocateBuffer(values.size_bytes()));
  if (!values.empty()) std::memcpy(buffer->mutable_data(), values.data(), values.size_bytes());
  return buffer;
}

template <typename Builder, typename T>
ArrayPtr repeated_optionals(const RowGroups& groups, std::span<const std::optional<T>> values) {
  EIGENLAKE_ASSERT(values.size() == groups.size());
  Builder builder;
  assert_ok(builder.Reserve(groups.num_rows()));
  for (size_t g = 0; g < values.size(); ++g) {
    for (int64_t row = 0; row < groups.lengths()[g]; ++row) {
      if (values[g])
        builder.UnsafeAppend(*values[g]);
      else
        builder.UnsafeAppendNull();
    }
  }
  return value_of(builder.Finish());
}

template <typename T>
std::shared_ptr<arrow::Buffer> constant(int64_t num_rows, T value) {
  std::shared_ptr<arrow::Buffer> buffer = value_of(arrow::AllocateBuffer(num_rows * sizeof(T)));
  std::fill_n(buffer->mutable_data_as<T>(), num_rows, value);
  return buffer;
}

/// Distinct texts in order of appearance.
class DistinctTexts {
 public:
  int32_t place_of(std::string_view text) {
    const auto [place, is_new] = places_.try_emplace(text, static_cast<int32_t>(all_.size()));
    if (is_new) all_.push_back(text);
    return place->second;
  }
  std::span<const std::string_view> all() const { return all_; }

 private:
  std::unordered_map<std::string_view, int32_t> places_;
  std::vector<std::string_view> all_;
};

ArrayPtr dictionary_array(const ArrayPtr& indices, std::span<const std::string_view> dictionary) {
  const auto type = arrow::dictionary(arrow::int32(), arrow::utf8());
  return value_of(arrow::DictionaryArray::FromArrays(type, indices, strings(dictionary)));
}

ArrayPtr dictionary_of(std::shared_ptr<arrow::Buffer> indices, int64_t num_rows,
                       std::span<const std::string_view> dictionary) {
  return dictionary_array(std::make_shared<arrow::Int32Array>(num_rows, std::move(indices)), dictionary);
}

template <typename ValueBuilder, typename T>
ArrayPtr lists(std::span<const std::optional<std::vector<T>>> values, ColumnType type) {
  auto* pool = arrow::default_memory_pool();
  const auto elements = std::make_shared<ValueBuilder>(pool);
  arrow::ListBuilder builder(pool, elements, arrow_type(type));
  for (const auto& list : values) {
    assert_ok(list ? builder.Append() : builder.AppendNull());
    if (!list) continue;
    for (const auto& element : *list) assert_ok(elements->Append(element));
  }
  return value_of(builder.Finish());
}

std::shared_ptr<arrow::DataType> list_of(std::shared_ptr<arrow::DataType> element) {
  return arrow::list(arrow::field("element", std::move(element), /*nullable=*/true));
}

}  // namespace

void assert_ok(const arrow::Status& status) {
  EIGENLAKE_ASSERT(status.ok());
}

RowGroups::RowGroups(std::vector<int64_t> lengths)
    : lengths_(std::move(lengths)), num_rows_(std::reduce(lengths_.begin(), lengths_.end(), int64_t{0})) {}

ArrayPtr repeated_strings(const RowGroups& groups, std::span<const std::string_view> values) {
  EIGENLAKE_ASSERT(values.size() == groups.size());
  DistinctTexts texts;
  std::vector<int32_t> indices(values.size());
  for (size_t g = 0; g < values.size(); ++g) indices[g] = texts.place_of(values[g]);
  return dictionary_of(filled<int32_t>(groups, indices), groups.num_rows(), texts.all());
}

ArrayPtr repeated_optional_strings(const RowGroups& groups,
                                   std::span<const std::optional<std::string_view>> values) {
  EIGENLAKE_ASSERT(values.size() == groups.size());
  DistinctTexts texts;
  arrow::Int32Builder indices;
  assert_ok(indices.Reserve(groups.num_rows()));
  for (size_t g = 0; g < values.size(); ++g) {
    const int32_t place = values[g] ? texts.place_of(*values[g]) : 0;
    for (int64_t row = 0; row < groups.lengths()[g]; ++row) {
      if (values[g])
        indices.UnsafeAppend(place);
      else
        indices.UnsafeAppendNull();
    }
  }
  return dictionary_array(value_of(indices.Finish()), texts.all());
}

ArrayPtr constant_string(int64_t num_rows, std::string_view value) {
  return dictionary_of(constant<int32_t>(num_rows, 0), num_rows, {&value, 1});
}

ArrayPtr repeated_ints(const RowGroups& groups, std::span<const int32_t> values) {
  return std::make_shared<arrow::Int32Array>(groups.num_rows(), filled(groups, values));
}

ArrayPtr repeated_optional_ints(const RowGroups& groups, std::span<const std::optional<int32_t>> values) {
  return repeated_optionals<arrow::Int32Builder>(groups, values);
}

ArrayPtr repeated_optional_doubles(const RowGroups& groups, std::span<const std::optional<double>> values) {
  return repeated_optionals<arrow::DoubleBuilder>(groups, values);
}

ArrayPtr repeated_optional_booleans(const RowGroups& groups, std::span<const std::optional<bool>> values) {
  return repeated_optionals<arrow::BooleanBuilder>(groups, values);
}

ArrayPtr positions(const RowGroups& groups) {
  std::shared_ptr<arrow::Buffer> buffer =
      value_of(arrow::AllocateBuffer(groups.num_rows() * sizeof(int32_t)));
  int32_t* out = buffer->mutable_data_as<int32_t>();
  for (const int64_t length : groups.lengths()) {
    std::iota(out, out + length, 0);
    out += length;
  }
  return std::make_shared<arrow::Int32Array>(groups.num_rows(), std::move(buffer));
}

ArrayPtr constant_timestamp(int64_t num_rows, int64_t microseconds) {
  return std::make_shared<arrow::TimestampArray>(arrow::timestamp(arrow::TimeUnit::MICRO, "UTC"), num_rows,
                                                 constant(num_rows, microseconds));
}

ArrayPtr constant_date(int64_t num_rows, int32_t days) {
  return std::make_shared<arrow::Date32Array>(num_rows, constant(num_rows, days));
}

char* append_decimal(char* out, int32_t value) {
  return std::to_chars(out, out + 11, value).ptr;
}

ArrayPtr numbered_ids(const RowGroups& groups, std::span<const std::string> prefixes) {
  EIGENLAKE_ASSERT(prefixes.size() == groups.size());
  constexpr int64_t kMaxDigits = 11;
  int64_t room = 0;
  for (size_t g = 0; g < prefixes.size(); ++g)
    room += groups.lengths()[g] * (static_cast<int64_t>(prefixes[g].size()) + kMaxDigits);
  EIGENLAKE_ASSERT(room < INT32_MAX);
  std::unique_ptr<arrow::ResizableBuffer> text = value_of(arrow::AllocateResizableBuffer(room));
  std::shared_ptr<arrow::Buffer> offsets =
      value_of(arrow::AllocateBuffer((groups.num_rows() + 1) * sizeof(int32_t)));
  char* const begin = text->mutable_data_as<char>();
  char* out = begin;
  int32_t* offset = offsets->mutable_data_as<int32_t>();
  *offset++ = 0;
  for (size_t g = 0; g < prefixes.size(); ++g) {
    for (int32_t position = 0; position < groups.lengths()[g]; ++position) {
      std::memcpy(out, prefixes[g].data(), prefixes[g].size());
      out = append_decimal(out + prefixes[g].size(), position);
      *offset++ = static_cast<int32_t>(out - begin);
    }
  }
  assert_ok(text->Resize(out - begin, /*shrink_to_fit=*/false));
  return std::make_shared<arrow::StringArray>(groups.num_rows(), std::move(offsets), std::move(text));
}

ArrayPtr doubles(std::span<const double> values) {
  return std::make_shared<arrow::DoubleArray>(values.size(), copied(values));
}

ArrayPtr ints(std::span<const int32_t> values) {
  return std::make_shared<arrow::Int32Array>(values.size(), copied(values));
}

ArrayPtr longs(std::span<const int64_t> values) {
  return std::make_shared<arrow::Int64Array>(values.size(), copied(values));
}

ArrayPtr timestamps(std::span<const int64_t> microseconds) {
  return std::make_shared<arrow::TimestampArray>(arrow::timestamp(arrow::TimeUnit::MICRO, "UTC"),
                                                 microseconds.size(), copied(microseconds));
}

ArrayPtr strings(std::span<const std::string_view> values) {
  arrow::StringBuilder builder;
  assert_ok(builder.Reserve(static_cast<int64_t>(values.size())));
  for (const auto value : values) assert_ok(builder.Append(value));
  return value_of(builder.Finish());
}

ArrayPtr string_lists(std::span<const std::optional<std::vector<std::string>>> values) {
  return lists<arrow::StringBuilder>(values, ColumnType::kStringList);
}

ArrayPtr double_lists(std::span<const std::optional<std::vector<double>>> values) {
  return lists<arrow::DoubleBuilder>(values, ColumnType::kDoubleList);
}

ArrayPtr long_lists(std::span<const std::optional<std::vector<int64_t>>> values) {
  return lists<arrow::Int64Builder>(values, ColumnType::kLongList);
}

ArrayPtr double_list_lists(std::span<const std::vector<std::vector<double>>> values) {
  auto* pool = arrow::default_memory_pool();
  const auto numbers = std::make_shared<arrow::DoubleBuilder>(pool);
  const auto inner = std::make_shared<arrow::ListBuilder>(pool, numbers, arrow_type(ColumnType::kDoubleList));
  arrow::ListBuilder builder(pool, inner, arrow_type(ColumnType::kDoubleListList));
  for (const auto& lists : values) {
    assert_ok(builder.Append());
    for (const auto& list : lists) {
      assert_ok(inner->Append());
      assert_ok(numbers->AppendValues(list));
    }
  }
  return value_of(builder.Finish());
}

std::shared_ptr<arrow::DataType> arrow_type(ColumnType type) {
  static const auto kTypes = std::to_array<std::shared_ptr<arrow::DataType>>(
      {arrow::utf8(), arrow::int32(), arrow::int64(), arrow::float64(), arrow::boolean(), arrow::date32(),
       arrow::timestamp(arrow::TimeUnit::MICRO, "UTC"), list_of(arrow::utf8()), list_of(arrow::int64()),
       list_of(arrow::float64()), list_of(list_of(arrow::float64()))});
  return kTypes.at(static_cast<size_t>(type));
}

bool holds(const arrow::DataType& found, ColumnType expected) {
  if (found.id() != arrow::Type::DICTIONARY) return found.Equals(*arrow_type(expected));
  return expected == ColumnType::kString &&
         static_cast<const arrow::DictionaryType&>(found).value_type()->id() == arrow::Type::STRING;
}

}  // namespace eigenlake
