#pragma once

#include <cstdint>

#include "eigenlake/ingest/raw_object.h"
#include "eigenlake/record/record_stream.h"

namespace eigenlake {

/// Counts the record and adds it to the object's experiments under its id, or to its faults.
void pass_gate(RecordOrFault record, int64_t number, RawObject& object);

}  // namespace eigenlake
