// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/stream/dead_letters.h"

#include <array>
#include <map>

#include "eigenlake/json/json.h"
#include "eigenlake/stream/landed_objects.h"

namespace eigenlake {
namespace {

class TopicDeadLetters final : public DeadLetters {
 public:
  TopicDeadLetters(const kafka::ProducerOptions& options, std::string topic, std::shared_ptr<ObjectStore> raw)
      : timeout_ms_(options.delivery_timeout_ms), topic_(std::move(topic)), raw_(std::move(raw)) {}

  Result<> start(const kafka::ProducerOptions& options) {
    EIGENLAKE_ASSIGN_OR_RETURN(producer_, kafka::Producer::create(options, [this](const auto& report) {
                                 if (report.outcome) {
                                   pending_.erase(report.tag);
                                 } else if (const auto letter = pending_.find(report.tag);
                                            letter != pending_.end()) {
                                   letter->second.is_sent = false;
                                   failure_ = report.outcome.error();
                                 }
                               }));
    return {};
  }

  Result<> add(const kafka::Message& message, const std::string& reason) override {
    if (raw_)
      EIGENLAKE_RETURN_IF_ERROR(
          raw_->put(dead_letter_key(message.place, message.offset), dead_letter_document(message, reason)));
    const uint64_t tag = ++last_tag_;
    return send(tag, pending_.emplace(tag, Letter{message, reason}).first->second);
  }

  Result<> flush() override {
    std::vector<uint64_t> unsent;
    for (const auto& [tag, letter] : pending_)
      if (!letter.is_sent) unsent.push_back(tag);
    for (const uint64_t tag : unsent) EIGENLAKE_RETURN_IF_ERROR(send(tag, pending_.at(tag)));
    EIGENLAKE_RETURN_IF_ERROR(producer_->flush(2 * timeout_ms_));
    if (pending_.empty()) return {};
    return fail_with_context(failure_, "while sending dead letters to topic " + topic_);
  }

 private:
  struct Letter {
    kafka::Message message;
    std::string reason;
    bool is_sent = false;
  };

  Result<> send(uint64_t tag, Letter& letter) {
    const kafka::Message& message = letter.message;
    const std::string kafka_partition = std::to_string(message.place.kafka_partition);
    const std::string offset = std::to_string(message.offset);
    const std::array<kafka::Header, 4> headers = {{{"eigenlake.topic", message.place.topic},
                                                   {"eigenlake.partition", kafka_partition},
                                                   {"eigenlake.offset", offset},
                                                   {"eigenlake.reason", letter.reason}}};
    // Set first, because send may deliver the report.
    letter.is_sent = true;
    auto sent = producer_->send(topic_, message.key.value_or(""), message.value.value_or(""), headers, tag);
    if (!sent && pending_.contains(tag)) pending_.at(tag).is_sent = false;
    return sent;
  }

  const int timeout_ms_;
  const std::string topic_;
  std::shared_ptr<ObjectStore> raw_;
  std::map<uint64_t, Letter> pending_;  ///< Without an acknowledgement.
  Error failure_;                       ///< Of the last one that failed.
  uint64_t last_tag_ = 0;
  std::unique_ptr<kafka::Producer> producer_;
};

}  // namespace

Result<std::unique_ptr<DeadLetters>> open_dead_letters(const kafka::ProducerOptions& options,
                                                       std::string topic, std::shared_ptr<ObjectStore> raw) {
  auto letters = std::make_unique<TopicDeadLetters>(options, std::move(topic), std::move(raw));
  EIGENLAKE_RETURN_IF_ERROR(letters->start(options));
  return letters;
}

std::string dead_letter_document(const kafka::Message& message, const std::string& reason) {
  const Json letter = {{"topic", message.place.topic},
                       {"partition", message.place.kafka_partition},
                       {"offset", message.offset},
                       {"timestamp_ms", message.timestamp_ms},
                       {"key", message.key ? Json(*message.key) : Json(nullptr)},
                       {"value_bytes", message.value ? Json(message.value->size()) : Json(nullptr)},
                       {"reason", reason}};
  return Json{{"dead_letter", letter}}.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace eigenlake
