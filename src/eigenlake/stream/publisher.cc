// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/stream/publisher.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <future>
#include <map>
#include <mutex>
#include <thread>

#include "eigenlake/kafka/admin.h"
#include "eigenlake/kafka/check_options.h"
#include "eigenlake/record/record_encoder.h"
#include "eigenlake/record/record_schema.h"
#include "eigenlake/registry/wire_format.h"
#include "eigenlake/stream/spool.h"

namespace eigenlake {
namespace {

using Clock = std::chrono::steady_clock;
using Milliseconds = std::chrono::milliseconds;

constexpr Milliseconds kIdleWait{100};
constexpr Milliseconds kReportDelay{2000};
constexpr int kPollMs = 5;
constexpr int kReadyWaitMs = 1000;
/// Every broker accepts this by default; only for larger records the limit is read.
constexpr uint64_t kUnquestionedBytes = 1'000'000;
/// Of a batch around one record: its header, and the record's own lengths and key.
constexpr uint64_t kBatchOverhead = 200;

/// Whether retrying with the same settings cannot help.
bool is_final(ErrorKind kind) {
  return kind == ErrorKind::kUsage || kind == ErrorKind::kUnsupported || kind == ErrorKind::kConflict;
}

}  // namespace

/// The sending thread, and its shared state with the caller.
class Publisher::Sender {
 public:
  explicit Sender(const PublisherOptions& options)
      : options_(options),
        subject_(options.topic + "-value"),
        spool_(options.spool_folder, options.spool_bytes_max) {}

  Result<> start() {
    EIGENLAKE_RETURN_IF_ERROR(kafka::check(options_.producer.client));
    EIGENLAKE_ASSIGN_OR_RETURN(registry_, registry::SchemaRegistry::create(options_.registry));
    EIGENLAKE_ASSIGN_OR_RETURN(const auto waiting, spool_.waiting(options_.topic));
    queue_.assign(waiting.begin(), waiting.end());
    thread_ = std::jthread([this] { run(); });
    return {};
  }

  ~Sender() { end(Clock::now()); }

  Result<> take(const RunRecord& record, const std::string& experiment_id,
                const std::function<Result<>()>& before_sending) {
    std::string body;
    encode_record(record, body);
    {
      const std::lock_guard lock(spool_mutex_);
      EIGENLAKE_RETURN_IF_ERROR(spool_.put(options_.topic, experiment_id, body));
    }
    if (before_sending) EIGENLAKE_RETURN_IF_ERROR(before_sending());
    const std::lock_guard lock(mutex_);
    queue_.push_back(experiment_id);
    changed_.notify_one();
    return {};
  }

  Progress progress() const {
    const std::lock_guard lock(mutex_);
    return {report_.published, queue_.size() + in_flight_.size()};
  }

  PublishReport finish(const std::function<bool()>& stop_requested) {
    {
      const std::lock_guard lock(mutex_);
      ending_since_ = Clock::now();
      changed_.notify_one();
    }
    while (!wait_until_done()) {
      // It may read the progress, so it is called without the lock.
      if (!stop_requested || !stop_requested()) continue;
      const std::lock_guard lock(mutex_);
      stopped_ = true;
    }
    if (thread_.joinable()) thread_.join();
    if (const auto left = spool_.waiting(options_.topic)) report_.waiting = left->size();
    return report_;
  }

 private:
  bool wait_until_done() {
    std::unique_lock lock(mutex_);
    return done_changed_.wait_for(lock, kIdleWait, [&] { return done_; });
  }

  void end(Clock::time_point now) {
    {
      const std::lock_guard lock(mutex_);
      stopped_ = true;
      if (!ending_since_) ending_since_ = now;
      changed_.notify_one();
    }
    if (thread_.joinable()) thread_.join();
  }

  /// Connects to broker and registry before the first record.
  void get_ready() {
    first_lookup_ = std::async(std::launch::async, [this]() -> Result<> {
      EIGENLAKE_RETURN_IF_ERROR(registry_->find_id(subject_, record_schema_json()));
      return {};
    });
    if (open_producer()) {
      if (producer_->wait_for_broker()) begin_to_ask_topic_limit();
      if (producer_->get_ready(options_.topic, kReadyWaitMs)) begin_to_ask_topic_limit();
    }
    // Records sent from now on have the whole timeout.
    const std::lock_guard lock(mutex_);
    last_progress_ = Clock::now();
  }

  void run() {
    get_ready();
    while (!is_over()) {
      const auto batch = next_batch();
      for (size_t i = 0; i < batch.size() && !is_stopped(); ++i) {
        if (const auto sent = send(batch[i]); !sent) {
          keep_for_later(std::span(batch).subspan(i), sent.error());
          break;
        }
      }
      if (producer_) hear_of_deliveries();
    }
    if (producer_) producer_->purge();
    const std::lock_guard lock(mutex_);
    done_ = true;
    done_changed_.notify_all();
  }

  void hear_of_deliveries() {
    // At the end no further record comes to share the batch.
    if (!in_flight_.empty() && is_last())
      std::ignore = producer_->flush(kPollMs);
    else
      producer_->poll(in_flight_.empty() ? 0 : kPollMs);
  }

  bool is_last() const {
    const std::lock_guard lock(mutex_);
    return ending_since_ && queue_.empty();
  }

  bool is_stopped() const {
    const std::lock_guard lock(mutex_);
    return stopped_;
  }

  bool is_over() {
    const std::lock_guard lock(mutex_);
    if (!ending_since_) return false;
    if (stopped_ || (queue_.empty() && in_flight_.empty())) return true;
    if (report_.reason && is_final(report_.reason->kind) && in_flight_.empty()) return true;
    // Records in flight fail at about the same time, with the reason.
    const auto patience =
        Milliseconds(options_.timeout_ms) + (in_flight_.empty() ? Milliseconds(0) : kReportDelay);
    return Clock::now() - std::max(*ending_since_, last_progress_) > patience;
  }

  /// The records to send now; waits a little where there are none.
  std::vector<std::string> next_batch() {
    std::unique_lock lock(mutex_);
    const auto may_send = [&] { return !queue_.empty() && Clock::now() >= next_attempt_; };
    if (in_flight_.empty())
      changed_.wait_for(lock, kIdleWait, [&] { return may_send() || (ending_since_ && queue_.empty()); });
    if (!may_send()) return {};
    std::vector<std::string> batch(queue_.begin(), queue_.end());
    queue_.clear();
    return batch;
  }

  void keep_for_later(std::span<const std::string> ids, const Error& reason) {
    const std::lock_guard lock(mutex_);
    queue_.insert(queue_.begin(), ids.begin(), ids.end());
    report_.reason = reason;
    next_attempt_ = Clock::now() + Milliseconds(options_.retry_delay_ms);
  }

  /// Errors: those of every record, such as unreachable brokers.
  Result<> send(const std::string& experiment_id) {
    auto record = read(experiment_id);
    if (!record) return refuse(experiment_id, record.error());
    if (!*record) return {};
    const uint64_t size = experiment_id.size() + registry::kFrameBytes + (*record)->body.size();
    if (!producer_) EIGENLAKE_RETURN_IF_ERROR(open_producer());
    if (size > kUnquestionedBytes) begin_to_ask_topic_limit();
    EIGENLAKE_ASSIGN_OR_RETURN(const int32_t schema_id, schema_id_of((*record)->schema_json));
    std::string value;
    registry::append_frame(value, schema_id);
    value += (*record)->body;
    if (const auto fits = check_size(size); !fits) return refuse(experiment_id, fits.error());
    const uint64_t tag = ++last_tag_;
    {
      const std::lock_guard lock(mutex_);
      in_flight_[tag] = {experiment_id, value.size()};
    }
    const auto sent = producer_->send(options_.topic, experiment_id, value, tag);
    if (sent) return {};
    const std::lock_guard lock(mutex_);
    in_flight_.erase(tag);
    if (sent.error().kind != ErrorKind::kResourceLimit) return sent;
    report_.refused.push_back(named(experiment_id, sent.error()));
    return {};
  }

  /// Connects in the background.
  Result<> open_producer() {
    EIGENLAKE_ASSIGN_OR_RETURN(
        producer_,
        kafka::Producer::create(options_.producer, [this](const auto& report) { delivered(report); }));
    return {};
  }

  Result<std::optional<SpooledRecord>> read(const std::string& experiment_id) {
    const std::lock_guard lock(spool_mutex_);
    return spool_.get(options_.topic, experiment_id);
  }

  Result<int32_t> schema_id_of(const std::string& schema_json) {
    // The registry's client caches an answer; without one there is no reason to ask twice at
    // once.
    if (first_lookup_.valid()) EIGENLAKE_RETURN_IF_ERROR(first_lookup_.get());
    EIGENLAKE_ASSIGN_OR_RETURN(const auto known, registry_->find_id(subject_, schema_json));
    if (known) return *known;
    EIGENLAKE_ASSIGN_OR_RETURN(const auto latest, registry_->latest(subject_));
    // Readers go by field names, and records of different programs share the topic.
    if (!latest) EIGENLAKE_RETURN_IF_ERROR(registry_->set_compatibility(subject_, "NONE"));
    return registry_->id_of(subject_, schema_json);
  }

  Result<> check_size(uint64_t bytes) {
    const auto producer_max = static_cast<uint64_t>(options_.producer.message_bytes_max);
    const auto topic_max = bytes > kUnquestionedBytes ? topic_limit_.get() : std::nullopt;
    if (bytes + kBatchOverhead <= std::min(producer_max, topic_max.value_or(producer_max))) return {};
    return fail(
        ErrorKind::kResourceLimit,
        "a record must have at most {} bytes (message-bytes-max of this producer){}, got {}; raise "
        "message-bytes-max, and the topic's max.message.bytes with 'eigenlake topics create --alter'",
        producer_max,
        topic_max ? fmt::format(" and {} (max.message.bytes of topic {})", *topic_max, options_.topic) : "",
        bytes);
  }

  /// None where it may not be read. Read once, while connecting to registry and broker.
  static std::optional<uint64_t> ask_topic_limit(kafka::Producer& producer, const std::string& name) {
    const auto configs = producer.admin()->topic_configs(name);
    if (!configs || !*configs) return std::nullopt;
    const auto found = (*configs)->find("max.message.bytes");
    if (found == (*configs)->end()) return std::nullopt;
    uint64_t limit = 0;
    const auto& text = found->second;
    const bool is_number = std::from_chars(text.data(), text.data() + text.size(), limit).ec == std::errc();
    return is_number ? std::optional(limit) : std::nullopt;
  }

  void begin_to_ask_topic_limit() {
    if (topic_limit_.valid()) return;
    topic_limit_ =
        std::async(std::launch::async, ask_topic_limit, std::ref(*producer_), options_.topic).share();
  }

  Result<> refuse(const std::string& experiment_id, const Error& error) {
    const std::lock_guard lock(mutex_);
    report_.refused.push_back(named(experiment_id, error));
    return {};
  }

  Error named(const std::string& experiment_id, Error error) const {
    error.context.push_back(fmt::format("while publishing experiment {}, which stays in the spool {}",
                                        experiment_id, spool_.name()));
    return error;
  }

  void delivered(const kafka::DeliveryReport& report) {
    InFlight message;
    {
      const std::lock_guard lock(mutex_);
      const auto found = in_flight_.find(report.tag);
      if (found == in_flight_.end()) return;
      message = found->second;
    }
    if (report.outcome) {
      const std::lock_guard lock(spool_mutex_);
      // A file that cannot be removed is sent again; the tables hold each experiment once.
      std::ignore = spool_.remove(options_.topic, message.experiment_id);
    }
    const std::lock_guard lock(mutex_);
    in_flight_.erase(report.tag);
    if (report.outcome) {
      ++report_.published;
      report_.bytes += message.bytes;
      last_progress_ = Clock::now();
      report_.reason.reset();
    } else if (report.outcome.error().kind == ErrorKind::kResourceLimit) {
      report_.refused.push_back(named(message.experiment_id, report.outcome.error()));
    } else if (report.outcome.error().kind == ErrorKind::kInterrupted) {
      if (!report_.reason) report_.reason = report.outcome.error();
    } else {
      report_.reason = report.outcome.error();
      queue_.push_back(message.experiment_id);
      next_attempt_ = Clock::now() + Milliseconds(options_.retry_delay_ms);
    }
  }

  struct InFlight {
    std::string experiment_id;
    uint64_t bytes = 0;
  };

  const PublisherOptions options_;
  const std::string subject_;
  std::shared_ptr<registry::SchemaRegistry> registry_;
  std::unique_ptr<kafka::Producer> producer_;                ///< Of the thread.
  std::future<Result<>> first_lookup_;                       ///< Of the thread.
  std::shared_future<std::optional<uint64_t>> topic_limit_;  ///< Of the thread.
  uint64_t last_tag_ = 0;                                    ///< Of the thread.
  std::mutex spool_mutex_;
  Spool spool_;
  mutable std::mutex mutex_;  ///< Guards what follows.
  std::condition_variable changed_;
  std::condition_variable done_changed_;
  std::deque<std::string> queue_;  ///< Ids to be sent.
  std::map<uint64_t, InFlight> in_flight_;
  PublishReport report_;
  Clock::time_point next_attempt_ = Clock::now();
  Clock::time_point last_progress_ = Clock::now();
  std::optional<Clock::time_point> ending_since_;
  bool stopped_ = false;
  bool done_ = false;
  std::jthread thread_;
};

Publisher::Publisher(std::unique_ptr<Sender> sender) : sender_(std::move(sender)) {}
Publisher::~Publisher() = default;

Result<std::unique_ptr<Publisher>> Publisher::open(const PublisherOptions& options) {
  auto sender = std::make_unique<Sender>(options);
  EIGENLAKE_RETURN_IF_ERROR(sender->start());
  return std::unique_ptr<Publisher>(new Publisher(std::move(sender)));
}

Result<> Publisher::publish(const RunRecord& record, const std::string& experiment_id,
                            const std::function<Result<>()>& before_sending) {
  return sender_->take(record, experiment_id, before_sending);
}

Publisher::Progress Publisher::progress() const {
  return sender_->progress();
}

PublishReport Publisher::finish(const std::function<bool()>& stop_requested) {
  return sender_->finish(stop_requested);
}

}  // namespace eigenlake
