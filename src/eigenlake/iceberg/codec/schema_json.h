// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "eigenlake/iceberg/spec/schema.h"
#include "eigenlake/json/json.h"

namespace eigenlake::iceberg {

/// Source: Iceberg table spec v2, appendix C "Schemas".
Json schema_to_json(const Schema& schema);

/// A schema without "schema-id" (format version 1) has id 0. Errors: kCorrupt with the place.
Result<Schema> schema_from_json(const Json& json);

}  // namespace eigenlake::iceberg
