// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/object_store/object_store.h"
#include "eigenlake/record/run_record.h"

namespace eigenlake {

/// A record that waits for a broker.
struct SpooledRecord {
  std::string schema_json;  ///< Of the body.
  std::string body;         ///< Avro, binary.
};

/// Records on their way to a broker: a folder FOLDER/TOPIC with a file EXPERIMENT-ID.avro for each, an object
/// container file that `ingest` would read as well. A record is durable there before it is sent and removed
/// when the broker has acknowledged it. Several processes may share a spool: each delivers what it finds, and
/// two may deliver the same record.
///
/// Threads: one at a time.
class Spool {
 public:
  /// Creates nothing before the first put. `bytes_max` is over all topics.
  Spool(const std::filesystem::path& folder, uint64_t bytes_max);
  /// On another store, for tests of failures.
  Spool(std::shared_ptr<ObjectStore> store, std::string name, uint64_t bytes_max);

  /// Writes the body of a record, and replaces one with this id. Durable on return.
  ///
  /// Errors: kResourceLimit where the spool would hold more than bytes_max, kStore; both say that the record
  ///         is not in the spool, and how to make room.
  Result<> put(std::string_view topic, const std::string& experiment_id, std::string_view body);

  /// None where another process has delivered it meanwhile. Errors: kCorrupt for a file that holds no single
  /// record.
  Result<std::optional<SpooledRecord>> get(std::string_view topic, const std::string& experiment_id);

  /// The same, decoded.
  Result<std::optional<RunRecord>> get_record(std::string_view topic, const std::string& experiment_id);

  Result<> remove(std::string_view topic, const std::string& experiment_id);

  /// The waiting ids, oldest first.
  Result<std::vector<std::string>> waiting(std::string_view topic);

  /// For messages.
  const std::string& name() const { return name_; }

 private:
  Result<> make_sure_of_room(uint64_t bytes);

  std::shared_ptr<ObjectStore> store_;
  std::string name_;
  uint64_t bytes_max_;
  std::optional<uint64_t> bytes_;  ///< Held bytes as last known; others may have removed some.
};

}  // namespace eigenlake
