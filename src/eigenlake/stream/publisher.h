// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/kafka/producer.h"
#include "eigenlake/record/run_record.h"
#include "eigenlake/registry/schema_registry.h"

namespace eigenlake {

struct PublisherOptions {
  kafka::ProducerOptions producer = {};
  registry::SchemaRegistryOptions registry = {};
  std::string topic = "experiment.vqe";
  std::filesystem::path spool_folder = {};
  uint64_t spool_bytes_max = uint64_t{1} << 30;
  /// At the end, how long to wait for the next acknowledgement before the rest is left for later.
  int timeout_ms = 10'000;
  int retry_delay_ms = 2'000;  ///< Between attempts to connect.
};

/// The outcome of the records of one call.
struct PublishReport {
  size_t published = 0;              ///< Acknowledged.
  uint64_t bytes = 0;                ///< Of their values, uncompressed.
  size_t waiting = 0;                ///< Records of the topic that the spool holds at the end.
  std::vector<Error> refused = {};   ///< Of records that wait until a setting changes.
  std::optional<Error> reason = {};  ///< Why the rest could not be delivered.
};

/// Publishes records, each under its experiment id as the key and in Confluent's wire format, through a
/// spool: a published record is on disk until the broker acknowledges it. A thread connects to registry and
/// broker from the beginning on, and sends, so that only `finish` waits for them. Records that earlier calls
/// left in the spool are sent first.
///
/// The schema is registered under the subject TOPIC-value, with compatibility NONE where the subject is new.
/// A record whose value is too large for the topic or the producer is not sent.
///
/// Threads: one at a time.
class Publisher {
 public:
  /// Does not wait. Errors: kUsage, kUnsupported for invalid options; kStore for the spool.
  static Result<std::unique_ptr<Publisher>> open(const PublisherOptions& options);
  /// Records without an acknowledgement stay in the spool.
  ~Publisher();
  Publisher(const Publisher&) = delete;
  Publisher& operator=(const Publisher&) = delete;

  /// `before_sending` is called when the record is in the spool and not sent yet: to store it elsewhere as
  /// well, so that a kill at any moment leaves it in one of the two.
  ///
  /// Errors: of Spool::put: the record is not accepted; of `before_sending`: it waits in the spool.
  Result<> publish(const RunRecord& record, const std::string& experiment_id,
                   const std::function<Result<>()>& before_sending = {});

  /// Numbers of records with and without acknowledgement.
  struct Progress {
    size_t published = 0;
    size_t pending = 0;
  };
  Progress progress() const;

  /// Waits until everything is acknowledged, nothing was for timeout_ms, or `stop_requested`. The last call.
  PublishReport finish(const std::function<bool()>& stop_requested = {});

 private:
  class Sender;
  explicit Publisher(std::unique_ptr<Sender> sender);
  std::unique_ptr<Sender> sender_;
};

}  // namespace eigenlake
