// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/output/land_metrics.h"

#include <iterator>

#include <fmt/format.h>

#include "eigenlake/cli/output/result_file.h"

namespace eigenlake {
namespace {

void append_counter(std::string& text, const char* name, const char* help, uint64_t value) {
  fmt::format_to(std::back_inserter(text), "# HELP {0} {1}\n# TYPE {0} counter\n{0} {2}\n", name, help,
                 value);
}

void append_by_partition(std::string& text, const char* name, const char* help,
                         const std::map<kafka::TopicPartition, int64_t>& values) {
  fmt::format_to(std::back_inserter(text), "# HELP {0} {1}\n# TYPE {0} gauge\n", name, help);
  for (const auto& [place, value] : values)
    fmt::format_to(std::back_inserter(text), "{}{{topic=\"{}\",partition=\"{}\"}} {}\n", name, place.topic,
                   place.kafka_partition, value);
}

}  // namespace

Result<> LandMetrics::write(const LandCounters& counters,
                            const std::map<kafka::TopicPartition, int64_t>& lags) const {
  if (file_.empty()) return {};
  std::string text;
  append_counter(text, "eigenlake_land_objects_total", "Raw objects written.", counters.objects);
  append_counter(text, "eigenlake_land_records_total", "Records in them.", counters.records);
  append_counter(text, "eigenlake_land_bytes_total", "Bytes of them.", counters.bytes);
  append_counter(text, "eigenlake_land_dead_letters_total", "Messages that held no record.",
                 counters.dead_letters);
  append_by_partition(text, "eigenlake_land_next_offset", "Durable up to this offset.", counters.next);
  append_by_partition(text, "eigenlake_land_lag_messages", "Messages that are not landed yet.", lags);
  EIGENLAKE_ASSIGN_OR_RETURN(const ResultFile file, ResultFile::at(file_, {}, ResultFile::Devices::kWritten));
  return file.write([&](const TextSink& sink) { return sink(text); });
}

}  // namespace eigenlake
