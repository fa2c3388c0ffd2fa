#include "eigenlake/iceberg/data/name_mapping.h"

#include <arrow/api.h>
#include <gtest/gtest.h>

#include "eigenlake/iceberg/data/file_rows.h"
#include "eigenlake/iceberg/testing/arrow_from_json.h"

namespace eigenlake::iceberg {
namespace {

using testing::field_with_id;

/// The example of the spec's appendix C.
constexpr const char* kMapping = R"([
  {"field-id": 1, "names": ["id", "record_id"]},
  {"field-id": 2, "names": ["data"]},
  {"field-id": 3, "names": ["location"], "fields": [
    {"field-id": 4, "names": ["latitude", "lat"]},
    {"field-id": 5, "names": ["longitude", "long"]}]},
  {"names": ["no_id"], "fields": [{"field-id": 6, "names": ["inner"]}]}])";

TEST(ParseNameMapping, ReadsTheSpecsExample) {
  const auto mapping = parse_name_mapping(kMapping);
  ASSERT_TRUE(mapping) << mapping.error().to_string();
  ASSERT_EQ(mapping->size(), 4u);
  EXPECT_EQ((*mapping)[0].names, (std::vector<std::string>{"id", "record_id"}));
  EXPECT_EQ((*mapping)[2].fields[1].field_id, 5);
  EXPECT_EQ((*mapping)[3].field_id, 0);
}

TEST(ParseNameMapping, DefectsAreCorrupt) {
  for (const char* json : {"", "{}", "[1]", R"([{"field-id": 1}])", R"([{"field-id": "1", "names": ["a"]}])",
                           R"([{"field-id": 1, "names": "a"}])", R"([{"field-id": 1, "names": [1]}])",
                           R"([{"field-id": 1, "names": ["a"], "fields": {}}])",
                           R"([{"field-id": 4294967297, "names": ["a"]}])"})
    EXPECT_EQ(parse_name_mapping(json).error().kind, ErrorKind::kCorrupt) << json;
}

std::vector<int> ids_of(const arrow::FieldVector& fields) {
  std::vector<int> ids;
  for (const auto& field : fields) ids.push_back(field_id_of(*field));
  return ids;
}

TEST(WithMappedIds, FindsFieldsByAnyOfTheirNames) {
  const auto inner =
      arrow::struct_({arrow::field("long", arrow::float64()), arrow::field("lat", arrow::float64()),
                      arrow::field("height", arrow::float64())});
  const arrow::Schema schema({arrow::field("location", inner), arrow::field("record_id", arrow::int64()),
                              arrow::field("other", arrow::int64()), arrow::field("ID", arrow::int64())});
  const auto mapped = with_mapped_ids(schema, *parse_name_mapping(kMapping));
  EXPECT_EQ(ids_of(mapped->fields()), (std::vector<int>{3, 1, -1, -1}));
  EXPECT_EQ(ids_of(mapped->field(0)->type()->fields()), (std::vector<int>{5, 4, -1}));
  EXPECT_EQ(mapped->field(0)->name(), "location");
}

TEST(WithMappedIds, FieldWithoutIdMayHoldFieldsWithIds) {
  const arrow::Schema schema(
      {arrow::field("no_id", arrow::struct_({arrow::field("inner", arrow::int32())}))});
  const auto mapped = with_mapped_ids(schema, *parse_name_mapping(kMapping));
  EXPECT_EQ(field_id_of(*mapped->field(0)), -1);
  EXPECT_EQ(field_id_of(*mapped->field(0)->type()->field(0)), 6);
}

/// The names within lists and maps are element, key and value, whatever the file calls them.
TEST(WithMappedIds, ListAndMapPartsHaveFixedNames) {
  const auto mapping = *parse_name_mapping(R"([
    {"field-id": 1, "names": ["x"], "fields": [{"field-id": 2, "names": ["element"]},
      {"field-id": 3, "names": ["key"]}, {"field-id": 4, "names": ["value"]}]}])");
  const auto item = arrow::field("array_element", arrow::int32());
  for (const auto& type : {arrow::list(item), arrow::large_list(item), arrow::fixed_size_list(item, 3)}) {
    const auto mapped = with_mapped_ids(arrow::Schema({arrow::field("x", type)}), mapping);
    EXPECT_EQ(mapped->field(0)->type()->id(), type->id());
    EXPECT_EQ(field_id_of(*mapped->field(0)->type()->field(0)), 2) << type->ToString();
  }
  const auto fixed =
      with_mapped_ids(arrow::Schema({arrow::field("x", arrow::fixed_size_list(item, 3))}), mapping);
  EXPECT_EQ(static_cast<const arrow::FixedSizeListType&>(*fixed->field(0)->type()).list_size(), 3);
  const auto map =
      with_mapped_ids(arrow::Schema({arrow::field("x", arrow::map(arrow::utf8(), arrow::int32()))}), mapping);
  const auto& type = static_cast<const arrow::MapType&>(*map->field(0)->type());
  EXPECT_EQ(field_id_of(*type.key_field()), 3);
  EXPECT_EQ(field_id_of(*type.item_field()), 4);
}

TEST(FieldId, ComesFromTheFieldsMetadata) {
  const auto plain = arrow::field("x", arrow::int32());
  EXPECT_EQ(field_id_of(*plain), -1);
  EXPECT_EQ(field_id_of(*with_field_id(plain, 12)), 12);
  EXPECT_EQ(field_id_of(*plain->WithMetadata(arrow::key_value_metadata({"other"}, {"1"}))), -1);
  EXPECT_EQ(field_id_of(*plain->WithMetadata(arrow::key_value_metadata({"PARQUET:field_id"}, {"one"}))), -1);
}

TEST(IdentifyFields, OwnIdsOverrideTheMapping) {
  const auto mapping = *parse_name_mapping(R"([{"field-id": 9, "names": ["x"]}])");
  const auto with_ids =
      arrow::schema({field_with_id("x", arrow::int32(), 3), arrow::field("y", arrow::int32())});
  EXPECT_EQ(ids_of((*identify_fields(with_ids, mapping))->fields()), (std::vector<int>{3, -1}));
  const auto without = arrow::schema({arrow::field("x", arrow::int32())});
  EXPECT_EQ(ids_of((*identify_fields(without, mapping))->fields()), std::vector<int>{9});
  const auto neither = identify_fields(without, std::nullopt);
  EXPECT_EQ(neither.error().kind, ErrorKind::kUnsupported);
  EXPECT_TRUE(neither.error().message.contains("schema.name-mapping.default")) << neither.error().message;
  EXPECT_TRUE(identify_fields(arrow::schema({}), std::nullopt)) << "no columns need no ids";
}

TEST(HasFieldIds, SearchesEveryDepth) {
  const auto deep = arrow::field("x", arrow::list(field_with_id("element", arrow::int32(), 2)));
  EXPECT_TRUE(has_field_ids(arrow::Schema({deep})));
  EXPECT_FALSE(has_field_ids(arrow::Schema({arrow::field("x", arrow::list(arrow::int32()))})));
  EXPECT_TRUE(has_field_ids(arrow::Schema({field_with_id("x", arrow::int32(), 0)})));
}

}  // namespace
}  // namespace eigenlake::iceberg
