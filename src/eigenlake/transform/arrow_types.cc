#include "eigenlake/transform/arrow_types.h"

#include "eigenlake/base/assert.h"

namespace eigenlake {
namespace {

std::shared_ptr<arrow::DataType> list_of(std::shared_ptr<arrow::DataType> element) {
  return arrow::list(arrow::field("element", std::move(element), /*nullable=*/true));
}

}  // namespace

std::shared_ptr<arrow::DataType> arrow_type(ColumnType type) {
  switch (type) {
    case ColumnType::kString:
      return arrow::utf8();
    case ColumnType::kInt:
      return arrow::int32();
    case ColumnType::kLong:
      return arrow::int64();
    case ColumnType::kDouble:
      return arrow::float64();
    case ColumnType::kBoolean:
      return arrow::boolean();
    case ColumnType::kDate:
      return arrow::date32();
    case ColumnType::kTimestamptz:
      return arrow::timestamp(arrow::TimeUnit::MICRO, "UTC");
    case ColumnType::kStringList:
      return list_of(arrow::utf8());
    case ColumnType::kLongList:
      return list_of(arrow::int64());
    case ColumnType::kDoubleList:
      return list_of(arrow::float64());
    case ColumnType::kDoubleListList:
      return list_of(list_of(arrow::float64()));
  }
  EIGENLAKE_ASSERT(false);
  return nullptr;
}

bool holds(const arrow::DataType& found, ColumnType expected) {
  if (found.id() != arrow::Type::DICTIONARY) return found.Equals(*arrow_type(expected));
  return expected == ColumnType::kString &&
         static_cast<const arrow::DictionaryType&>(found).value_type()->id() == arrow::Type::STRING;
}

}  // namespace eigenlake
