// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/codec/partition_spec_json.h"

#include "eigenlake/iceberg/codec/json_fields.h"

namespace eigenlake::iceberg {
namespace {

Result<SortField> sort_field_from_json(const Json& json) {
  EIGENLAKE_RETURN_IF_ERROR(expect_object(json, "a sort field"));
  SortField field;
  EIGENLAKE_ASSIGN_OR_RETURN(const std::string transform, string_member(json, "transform"));
  field.transform = parse_transform(transform);
  EIGENLAKE_ASSIGN_OR_RETURN(field.source_id, int_member(json, "source-id"));
  EIGENLAKE_ASSIGN_OR_RETURN(const std::string direction, string_member(json, "direction"));
  EIGENLAKE_ASSIGN_OR_RETURN(const std::string null_order, string_member(json, "null-order"));
  if (direction != "asc" && direction != "desc")
    return fail(ErrorKind::kCorrupt, "direction must be asc or desc, got '{}'", direction);
  if (null_order != "nulls-first" && null_order != "nulls-last")
    return fail(ErrorKind::kCorrupt, "null-order must be nulls-first or nulls-last, got '{}'", null_order);
  field.direction = direction == "asc" ? SortDirection::kAscending : SortDirection::kDescending;
  field.null_order = null_order == "nulls-first" ? NullOrder::kFirst : NullOrder::kLast;
  return field;
}

}  // namespace

Json partition_fields_to_json(const PartitionSpec& spec) {
  Json fields = Json::array();
  for (const PartitionField& field : spec.fields)
    fields.push_back({{"name", field.name},
                      {"transform", field.transform.to_string()},
                      {"source-id", field.source_id},
                      {"field-id", field.field_id}});
  return fields;
}

Json partition_spec_to_json(const PartitionSpec& spec) {
  return {{"spec-id", spec.spec_id}, {"fields", partition_fields_to_json(spec)}};
}

Result<PartitionSpec> partition_spec_from_fields(int spec_id, const Json& fields) {
  if (!fields.is_array())
    return fail(ErrorKind::kCorrupt, "partition fields must be an array, got {}", fields.type_name());
  PartitionSpec spec;
  spec.spec_id = spec_id;
  for (const Json& json : fields) {
    EIGENLAKE_RETURN_IF_ERROR(expect_object(json, "a partition field"));
    PartitionField field;
    EIGENLAKE_ASSIGN_OR_RETURN(field.source_id, int_member(json, "source-id"));
    EIGENLAKE_ASSIGN_OR_RETURN(field.name, string_member(json, "name"));
    EIGENLAKE_ASSIGN_OR_RETURN(const std::string transform, string_member(json, "transform"));
    field.transform = parse_transform(transform);
    field.field_id = kPartitionFieldIdFirst + static_cast<int>(spec.fields.size());
    if (find_member(json, "field-id") != nullptr) {
      EIGENLAKE_ASSIGN_OR_RETURN(field.field_id, int_member(json, "field-id"));
    }
    spec.fields.push_back(std::move(field));
  }
  return spec;
}

Result<PartitionSpec> partition_spec_from_json(const Json& json) {
  EIGENLAKE_RETURN_IF_ERROR(expect_object(json, "a partition spec"));
  EIGENLAKE_ASSIGN_OR_RETURN(const int spec_id, int_member(json, "spec-id"));
  EIGENLAKE_ASSIGN_OR_RETURN(const Json* fields, array_member(json, "fields"));
  return partition_spec_from_fields(spec_id, *fields);
}

Json sort_order_to_json(const SortOrder& order) {
  Json fields = Json::array();
  for (const SortField& field : order.fields)
    fields.push_back({{"transform", field.transform.to_string()},
                      {"source-id", field.source_id},
                      {"direction", field.direction == SortDirection::kAscending ? "asc" : "desc"},
                      {"null-order", field.null_order == NullOrder::kFirst ? "nulls-first" : "nulls-last"}});
  return {{"order-id", order.order_id}, {"fields", std::move(fields)}};
}

Result<SortOrder> sort_order_from_json(const Json& json) {
  EIGENLAKE_RETURN_IF_ERROR(expect_object(json, "a sort order"));
  SortOrder order;
  EIGENLAKE_ASSIGN_OR_RETURN(order.order_id, int_member(json, "order-id"));
  EIGENLAKE_ASSIGN_OR_RETURN(order.fields, list_member(json, "fields", sort_field_from_json));
  return order;
}

}  // namespace eigenlake::iceberg
