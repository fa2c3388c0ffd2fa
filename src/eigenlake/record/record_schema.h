// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "eigenlake/avro/schema.h"

namespace eigenlake {

/// The schema that we write: schemas/vqe_decorated_result.avsc.
const avro::SchemaPtr& record_schema();
/// The text of that file without white space.
std::string_view record_schema_json();

}  // namespace eigenlake
