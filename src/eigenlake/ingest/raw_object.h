#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "eigenlake/transform/experiment.h"

namespace eigenlake {

/// Why a record of an object is not ingested.
struct RecordFault {
  int64_t number = 0;  ///< Position in the object, from 1.
  std::string reason;
};

/// What was read of a raw object: all of it, or a part.
struct RawObject {
  std::string format = "unknown";  ///< avro, json
  int64_t records = 0;             ///< Good and faulty ones.
  std::vector<Experiment> experiments = {};
  std::vector<RecordFault> faults = {};
  /// Why nothing of it is ingested; empty where its records could be told apart.
  std::string error = {};
};

/// What the ledger says of an object with these faults: "record 3: …; record 5: …", the first twenty and the
/// number of the others.
std::string describe_faults(std::span<const RecordFault> faults);

}  // namespace eigenlake
