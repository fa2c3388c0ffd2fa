// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <arrow/type_fwd.h>

#include "eigenlake/iceberg/spec/type.h"
#include "eigenlake/query/duckdb_api.h"

namespace eigenlake {

/// Copies rows [offset, offset + count) of an array into a DuckDB vector, beginning at its row `target`.
///
/// Requires: the array has arrow_type_of(type), the vector the type's logical_type_of, with room for the
/// rows.
void copy_to_vector(const duckdb::Api& api, const arrow::Array& array, const iceberg::Type& type,
                    int64_t offset, int64_t count, duckdb::Handle vector, uint64_t target = 0);

}  // namespace eigenlake
