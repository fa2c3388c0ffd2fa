#pragma once

#include <string_view>

#include "eigenlake/avro/schema.h"

namespace eigenlake::avro {

/// As parse_schema, but remembers the last few schemas of the process: raw objects come in thousands with one
/// schema, and parsing it costs more than reading a small object.
///
/// Threads: may be called from several threads.
Result<SchemaPtr> parse_schema_cached(std::string_view json);

}  // namespace eigenlake::avro
