#pragma once

#include <string>
#include <string_view>

#include "eigenlake/base/error.h"
#include "eigenlake/ingest/raw_object.h"
#include "eigenlake/object_store/object_store.h"

namespace eigenlake {

/// The quarantine's reason for a file that is_forbidden().
inline constexpr std::string_view kForbidden =
    "permission denied; allow reading it and call `eigenlake quarantine retry`";

/// Whether it is this one object that we may not read. Only local files are asked: elsewhere a refusal tells
/// of the credentials rather than of the object.
bool is_forbidden(ObjectStore& store, const std::string& key);

/// Reads one raw object, judges its records and names its experiments. A record without an identity, one that
/// contradicts itself (check_record) and a JSON document of another form are faults of their own; the others
/// are read all the same. Bytes that are no records end in RawObject::error, and so do an object that changes
/// under our hands and a file that we may not read.
///
/// Errors: those of the store only, fewer bytes than `object` has among them.
/// Threads: any.
Result<RawObject> read_raw_object(ObjectStore& store, const ObjectInfo& object);

}  // namespace eigenlake
