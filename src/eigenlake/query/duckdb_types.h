// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "eigenlake/base/error.h"
#include "eigenlake/iceberg/spec/type.h"
#include "eigenlake/query/duckdb_api.h"

namespace eigenlake {

/// DuckDB's spelling: "BIGINT", "DOUBLE[][]", "STRUCT("a" INTEGER)", "MAP(VARCHAR, DOUBLE)".
std::string sql_type_of(const iceberg::Type& type);

/// The same type as a handle, to be destroyed with destroy_logical_type.
duckdb::Handle logical_type_of(const duckdb::Api& api, const iceberg::Type& type);

}  // namespace eigenlake
