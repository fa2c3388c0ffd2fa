// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "eigenlake/avro/schema.h"
#include "eigenlake/avro/value.h"
#include "eigenlake/base/error.h"

namespace eigenlake::avro {

/// A default of a schema as a value: bytes and fixed are strings of code points 0 to 255, and a union's
/// default is bare, of its first branch that fits (Avro before 1.12 asked for the first).
///
/// Errors: kCorrupt when the JSON does not fit the schema.
/// Source: Apache Avro 1.12 specification, "Complex Types, Records".
Result<Value> value_from_json(const Schema& schema, std::string_view json);

}  // namespace eigenlake::avro
