// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "eigenlake/record/record_stream.h"
#include "eigenlake/transform/experiment.h"

namespace eigenlake {

/// Why a record of an object is not ingested.
struct RecordFault {
  int64_t number = 0;  ///< Position in the object, from 1.
  std::string reason;
};

/// The faulty records of an object: all are counted, the first twenty named.
class RecordFaults {
 public:
  void add(int64_t number, std::string reason);
  void add(RecordFaults&& others);
  bool empty() const { return count_ == 0; }
  uint64_t count() const { return count_; }
  /// What the ledger says: "record 3: …; record 5: …; and 7 more records".
  std::string to_string() const;

 private:
  std::vector<RecordFault> first_;
  uint64_t count_ = 0;
};

/// What was read of a raw object: all of it, or a part.
struct RawObject {
  std::string format = "unknown";  ///< avro, json
  int64_t records = 0;             ///< Good and faulty ones.
  std::vector<Experiment> experiments = {};
  RecordFaults faults = {};
  /// Why nothing of it is ingested; empty where its records could be told apart.
  std::string error = {};
  /// It was not read to its end, because that takes more memory than there was for it: nothing else here
  /// counts, and read_in_parts reads it, or says which limit it exceeds.
  bool is_too_large = false;
};

/// About what a record takes in memory.
uint64_t bytes_of(const RunRecord& record);

/// Counts the record and adds it to the object's experiments under its id, or to its faults.
void pass_gate(RecordOrFault record, int64_t number, RawObject& object);

}  // namespace eigenlake
