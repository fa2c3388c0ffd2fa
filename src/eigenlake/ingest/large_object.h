// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>

#include "eigenlake/base/error.h"
#include "eigenlake/ingest/raw_object.h"
#include "eigenlake/object_store/object_store.h"

namespace eigenlake {

/// Takes a part of an object's records.
using PartSink = std::function<Result<>(RawObject&& part)>;

/// As read_raw_object for an object of any size: its experiments come in parts of about `part_bytes`, the
/// result has the faults and the numbers, but no experiments.
///
/// The object is read twice, first to see whether it can be read to its end: with RawObject::error no part
/// came, unless the object changed between the two.
///
/// Errors: those of the store and of `sink`.
/// Cost:   memory of a part, and of a record where that is larger, whatever the size.
Result<RawObject> read_in_parts(ObjectStore& store, const ObjectInfo& object, uint64_t part_bytes,
                                const PartSink& sink);

}  // namespace eigenlake
