#pragma once

#include <cstdint>
#include <string>

#include "eigenlake/base/byte_stream.h"
#include "eigenlake/object_store/object_store.h"

namespace eigenlake {

/// The bytes of an object of this size, one request for each piece. Requires: the store outlives it.
/// Errors: those of ObjectStore::get_range.
ReadNext object_bytes(ObjectStore& store, std::string key, uint64_t size_bytes);

}  // namespace eigenlake
