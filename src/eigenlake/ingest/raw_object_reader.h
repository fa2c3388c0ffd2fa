// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>

#include "eigenlake/base/error.h"
#include "eigenlake/ingest/raw_object.h"
#include "eigenlake/object_store/object_store.h"
#include "eigenlake/record/record_reader.h"

namespace eigenlake {

/// The quarantine's reason for a file that is_forbidden().
inline constexpr std::string_view kForbidden =
    "permission denied; allow reading it and call `eigenlake quarantine retry`";

/// Whether this one object is forbidden. Only local files are checked: elsewhere a refusal is about the
/// credentials, not the object.
bool is_forbidden(ObjectStore& store, const std::string& key);

/// Why this one object cannot be read, where `error` says so: it is forbidden, or gone though it was listed.
/// Empty where the store has failed.
std::string reason_to_leave_out(ObjectStore& store, const std::string& key, const Error& error);

/// The memory that objects read at the same time may take together, for a window of so many bytes. One that
/// exceeds it is read in parts.
class DecodeBudget {
 public:
  explicit DecodeBudget(uint64_t window_bytes)
      : window_bytes_(window_bytes), left_(static_cast<int64_t>(kDecodedPerByte * window_bytes)) {}

  /// Pieces of objects that threads may have at the same time.
  RecordLimits limits() const {
    return {.document_bytes_max = window_bytes_ / kDecodedPerByte, .block_bytes_max = window_bytes_};
  }
  /// Decoded records. False where they are more than is left; they are spent all the same.
  bool spend(uint64_t bytes) { return (left_ -= static_cast<int64_t>(bytes)) >= 0; }
  void give_back(uint64_t bytes) { left_ += static_cast<int64_t>(bytes); }

 private:
  /// Decoded, records take about as much as they are long; only decompressed ones take more than this.
  static constexpr uint64_t kDecodedPerByte = 4;

  uint64_t window_bytes_;
  std::atomic<int64_t> left_;
};

/// Reads one raw object, judges its records and names its experiments. A record without an identity, one that
/// contradicts itself (check_record) and a JSON document of another form are faults of their own; the others
/// are read all the same. Bytes that are no records end in RawObject::error, and so does an object that
/// changes meanwhile, is gone or is forbidden.
///
/// Errors: those of the store only, fewer bytes than `object` has among them.
/// Threads: any.
Result<RawObject> read_raw_object(ObjectStore& store, const ObjectInfo& object, DecodeBudget& budget);

}  // namespace eigenlake
