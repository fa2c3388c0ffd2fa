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

/// What a query asks of one table: a row matters where it passes any of these. An empty filter among them is
/// passed by every row.
using ScanFilters = std::vector<iceberg::Filter>;

/// The filters directly above each scan of an optimized plan, by the scan's key. DuckDB's optimizer has
/// pushed them there, through joins, subqueries and views, wherever that is sound; a condition that is not
/// understood is left out, which only widens the filter.
///
/// `plan` is what DuckDB's json_serialize_plan(…, optimize := true) gave; `schema_of` gives the columns of a
/// key, null for an unknown one.
/// Errors: kUnsupported where DuckDB says that it has no plan (no SELECT); kInternal for an unexpected text.
Result<std::map<std::string, ScanFilters>> filters_of_plan(
    std::string_view plan, const std::function<const iceberg::Schema*(const std::string& key)>& schema_of);

}  // namespace eigenlake
