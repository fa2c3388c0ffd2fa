#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "eigenlake/object_store/object_store.h"
#include "eigenlake/pipeline/raw_object.h"
#include "eigenlake/record/record_stream.h"

namespace eigenlake {

/// Counts the record and adds it to the object's experiments under its id, or to its faults.
void pass_gate(RecordOrFault record, int64_t number, RawObject& object);

/// The quarantine's reason for a file that is_forbidden().
inline constexpr std::string_view kForbidden =
    "permission denied; allow reading it and call `eigenlake quarantine retry`";

/// Whether it is this one object that we may not read. Only local files are asked: elsewhere a refusal tells
/// of the credentials rather than of the object.
bool is_forbidden(ObjectStore& store, const std::string& key);

}  // namespace eigenlake
