#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/object_store/object_store.h"
#include "eigenlake/transform/experiment.h"

namespace eigenlake {

/// A raw object, decoded, or why it could not be.
struct RawObject {
  std::string format = "unknown";  ///< avro, json
  std::vector<Experiment> experiments;
  std::string error;  ///< Empty when it was read; then all of its records are in `experiments`.
};

/// Reads one raw object and names its experiments. Bytes that are no records, records without an identity
/// (numbers that are not finite) and records from which no tables can be made end in RawObject::error; so
/// does an object that changes under our hands and a file that we may not read.
///
/// Errors: those of the store only, fewer bytes than `object` has among them.
/// Threads: any.
Result<RawObject> read_raw_object(ObjectStore& store, const ObjectInfo& object);

/// The raw objects of a lake, ordered by key.
Result<std::vector<ObjectInfo>> list_raw_objects(ObjectStore& store);

}  // namespace eigenlake
