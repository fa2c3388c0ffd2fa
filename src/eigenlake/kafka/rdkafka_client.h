// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <utility>

#include <librdkafka/rdkafka.h>

#include "eigenlake/base/error.h"
#include "eigenlake/kafka/kafka_options.h"

namespace eigenlake::kafka {

/// Room for a message of librdkafka.
inline constexpr size_t kMessageBytes = 512;

/// Events of a client beside its calls: why connections failed. They explain an error that says only
/// "timed out".
///
/// Threads: any.
class ClientEvents {
 public:
  /// `text` as librdkafka has it.
  void note(rd_kafka_resp_err_t code, const std::string& text);
  /// Why a broker's certificate is rejected, in OpenSSL's words.
  void note_certificate(const std::string& broker, const std::string& reason);

  /// The latest reason why a broker could not be reached; "" where there was none.
  std::string last_reason() const;
  /// The fatal error of the client; "" without.
  std::string fatal_reason() const;
  /// Whether every broker was down at some time since the last call.
  bool take_all_down();
  /// The broker answered: drops earlier reasons.
  void forget();

 private:
  mutable std::mutex mutex_;
  std::string reason_;
  std::string certificate_reason_;
  std::string fatal_;
  bool all_down_ = false;
};

/// Owns an object of librdkafka, which `kDestroy` destroys.
template <auto kDestroy>
struct Destroy {
  void operator()(auto* object) const { kDestroy(object); }
};
template <typename T, auto kDestroy>
using Handle = std::unique_ptr<T, Destroy<kDestroy>>;
using ConfHandle = Handle<rd_kafka_conf_t, rd_kafka_conf_destroy>;
using PartitionList = Handle<rd_kafka_topic_partition_list_t, rd_kafka_topic_partition_list_destroy>;
using QueueHandle = Handle<rd_kafka_queue_t, rd_kafka_queue_destroy>;

using Property = std::pair<std::string, std::string>;

/// librdkafka's configuration from `options`, then `properties`, then the user's. Callbacks get `opaque`.
///
/// Errors: kUsage, kUnsupported as of check(ClientOptions).
Result<ConfHandle> make_conf(const ClientOptions& options, std::span<const Property> properties,
                             void* opaque);

/// Collects the `events` of the brokers. Requires: the conf's opaque is a RdkafkaOwner.
struct RdkafkaOwner {
  ClientEvents events;
  std::string servers;  ///< For messages.
};
void listen(rd_kafka_conf_t* conf);

/// A client of `type` that owns `conf`. Errors: kUsage where properties contradict each other.
Result<rd_kafka_t*> make_client(rd_kafka_type_t type, ConfHandle conf);

/// The kind of an error of librdkafka or a broker.
ErrorKind kind_of(rd_kafka_resp_err_t code);

/// "WHAT: REASON; the latest reason of the brokers".
Error client_error(rd_kafka_resp_err_t code, const std::string& what, const RdkafkaOwner& owner);

}  // namespace eigenlake::kafka
