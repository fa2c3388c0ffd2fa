// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>

#include "eigenlake/ingest/ingest_report.h"
#include "eigenlake/kafka/admin.h"
#include "eigenlake/lake/lake.h"
#include "eigenlake/stream/direct_sink.h"
#include "eigenlake/stream/publisher.h"
#include "eigenlake/stream/raw_sink.h"
#include "eigenlake/stream/record_sink.h"

namespace eigenlake {

/// Which topic lands, where, and for how long.
struct LandRequest {
  PublisherOptions kafka = {};  ///< How brokers and registry are reached, and the topic.
  std::string dead_letter_topic = {};
  std::string group = {};
  /// Raw objects, or batches directly into the tables.
  std::variant<RawSinkOptions, DirectSinkOptions> sink = RawSinkOptions{};
  bool until_end = false;             ///< Ends when the messages that existed at the start have landed.
  std::chrono::seconds longest = {};  ///< Ends after this time; 0: never.
  bool with_lags = false;             ///< Queries the lag of each partition.
  kafka::AdminProvider open_admin = kafka::Admin::create;
};

/// Messages of each partition that have not landed.
using LandLags = std::map<kafka::TopicPartition, int64_t>;

/// Receives the progress of a landing and can stop it. Each function does nothing unless it is overridden.
///
/// Threads: the caller's.
class LandObserver {
 public:
  virtual ~LandObserver() = default;

  /// Called several times a second. What is in memory still lands.
  virtual bool stop_requested() { return false; }
  /// A failure that is retried.
  virtual void on_warning(std::string_view /*message*/) {}
  virtual void on_object(const LandedObject&) {}
  virtual void on_batch(const IngestReport&) {}
  /// About once a second, and at the end without lags. An error ends the landing.
  virtual Result<> on_progress(const LandCounters&, const LandLags&) { return {}; }
};

/// Lands the messages of a topic as a member of a consumer group, until it is stopped or the request ends it.
///
/// Errors: kNotFound for a missing topic; of brokers, registry and stores.
Result<LandCounters> land_topic(const LandRequest& request, const Lake& lake, LandObserver& observer);

}  // namespace eigenlake
