// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "eigenlake/base/error.h"
#include "eigenlake/kafka/admin.h"
#include "eigenlake/kafka/kafka_options.h"

namespace eigenlake::kafka {

struct ProducerOptions {
  ClientOptions client = {};
  std::string acks = "all";  ///< all, 1 or 0; idempotent with all.
  /// From `send` to the acknowledgement, every retry of librdkafka included.
  int delivery_timeout_ms = 30'000;
  int linger_ms = 5;
  int message_bytes_max = kMessageBytesMax;  ///< Uncompressed, key and headers included.
};

/// A message's header.
struct Header {
  std::string_view name;
  std::string_view value;
};

/// Where a broker stored a message.
struct MessagePlace {
  int32_t kafka_partition = 0;
  int64_t offset = -1;  ///< -1 with acks=0.
};

/// The outcome of one message. `tag` is the one given to `send`.
struct DeliveryReport {
  uint64_t tag = 0;
  Result<MessagePlace> outcome;
};

/// An idempotent producer: zstd, partitioner murmur2_random, so that Java, Python and C clients agree on the
/// partition of a key.
///
/// Threads: one at a time.
class Producer {
 public:
  using OnDelivery = std::function<void(const DeliveryReport&)>;

  /// `on_delivery` is called from within poll, send and flush, once for each message that `send` accepted.
  ///
  /// Errors: as of check(ClientOptions).
  static Result<std::unique_ptr<Producer>> create(const ProducerOptions& options, OnDelivery on_delivery);
  virtual ~Producer() = default;

  /// Waits for the first answer of a broker; send no request before. False where none answers within a fifth
  /// of a second.
  virtual bool wait_for_broker() = 0;

  /// Connects and fetches the partitions of a topic, for which its first message would have to wait. False
  /// without an answer within `timeout_ms`: then sending retries.
  virtual bool get_ready(std::string_view topic, int timeout_ms) = 0;

  /// Over the same connections, also for another thread; the producer must outlive it, and polls.
  virtual std::unique_ptr<Admin> admin() = 0;

  /// Takes a copy of the message. Waits, and delivers reports, while the queue is full.
  ///
  /// Errors: kResourceLimit where it is larger than message_bytes_max, with both figures; kUnavailable where
  ///         the queue stays full for delivery_timeout_ms.
  virtual Result<> send(std::string_view topic, std::string_view key, std::string_view value,
                        std::span<const Header> headers, uint64_t tag) = 0;
  Result<> send(std::string_view topic, std::string_view key, std::string_view value, uint64_t tag) {
    return send(topic, key, value, {}, tag);
  }

  /// Delivers available reports, and waits up to `timeout_ms` for the first.
  virtual void poll(int timeout_ms) = 0;

  /// Waits until every accepted message has its report.
  /// Errors: kUnavailable after `timeout_ms`; reports of the rest come later or never.
  virtual Result<> flush(int timeout_ms) = 0;

  /// Drops all messages without a report: each gets one with kInterrupted.
  virtual void purge() = 0;
};

}  // namespace eigenlake::kafka
