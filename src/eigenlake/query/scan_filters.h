// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/iceberg/spec/predicate.h"
#include "eigenlake/iceberg/spec/schema.h"

namespace eigenlake {

/// The filters of a query on one table: a row matters where it passes any of them. Every row passes an empty
/// filter.
using ScanFilters = std::vector<iceberg::Filter>;

/// The filters directly above each scan of an optimized plan, by the scan's key. DuckDB's optimizer has
/// pushed them there, through joins, subqueries and views, wherever that is sound; an unknown
/// condition is left out, which only widens the filter.
///
/// `plan` is the result of DuckDB's json_serialize_plan(…, optimize := true); `schema_of` returns the columns
/// of a key, null for an unknown one.
/// Errors: kUnsupported where DuckDB has no plan (no SELECT); kInternal for an unexpected text.
Result<std::map<std::string, ScanFilters>> filters_of_plan(
    std::string_view plan, const std::function<const iceberg::Schema*(const std::string& key)>& schema_of);

}  // namespace eigenlake
