// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "eigenlake/iceberg/spec/partition_spec.h"
#include "eigenlake/iceberg/spec/sort_order.h"
#include "eigenlake/json/json.h"

namespace eigenlake::iceberg {

/// Source: Iceberg table spec v2, appendix C "Partition Specs". Errors of readers: kCorrupt.
Json partition_spec_to_json(const PartitionSpec& spec);
Result<PartitionSpec> partition_spec_from_json(const Json& json);

/// The fields alone, as manifests and format version 1 have them; absent field ids count from 1000.
Json partition_fields_to_json(const PartitionSpec& spec);
Result<PartitionSpec> partition_spec_from_fields(int spec_id, const Json& fields);

/// Source: appendix C "Sort Orders".
Json sort_order_to_json(const SortOrder& order);
Result<SortOrder> sort_order_from_json(const Json& json);

}  // namespace eigenlake::iceberg
