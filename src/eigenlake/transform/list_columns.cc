#include "eigenlake/transform/list_columns.h"

#include "eigenlake/base/assert.h"
#include "eigenlake/transform/arrow_types.h"

namespace eigenlake {
namespace {

ArrayPtr finished(arrow::ArrayBuilder& builder) {
  ArrayPtr array;
  assert_ok(builder.Finish(&array));
  return array;
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
  return finished(builder);
}

}  // namespace

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
  return finished(builder);
}

}  // namespace eigenlake
