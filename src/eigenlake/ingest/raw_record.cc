// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/ingest/raw_record.h"

#include <chrono>

#include "eigenlake/base/clock.h"
#include "eigenlake/record/record_encoder.h"

namespace eigenlake {
namespace {

constexpr std::string_view kRawSuffix = ".avro";
constexpr size_t kIdDigits = 64;

bool consists_of(std::string_view text, std::string_view characters) {
  return !text.empty() && text.find_first_not_of(characters) == std::string_view::npos;
}

}  // namespace

Result<std::string> store_raw_record(const Lake& lake, const RunRecord& record,
                                     const std::string& experiment_id) {
  const auto nanos = time_since_epoch<std::chrono::nanoseconds>();
  const std::string key = fmt::format("{}{}-{}{}", kRawPrefix, nanos, experiment_id, kRawSuffix);
  EIGENLAKE_ASSIGN_OR_RETURN(const std::string bytes, write_records_avro(std::span(&record, 1)));
  EIGENLAKE_RETURN_IF_ERROR(lake.raw_store().put(key, bytes));
  return lake.raw_store().uri_of(key);
}

std::optional<std::string_view> experiment_in_raw_key(std::string_view key) {
  if (!key.starts_with(kRawPrefix) || !key.ends_with(kRawSuffix)) return std::nullopt;
  key.remove_prefix(kRawPrefix.size());
  key.remove_suffix(kRawSuffix.size());
  const size_t dash = key.find('-');
  if (dash == std::string_view::npos || !consists_of(key.substr(0, dash), "0123456789")) return std::nullopt;
  const std::string_view id = key.substr(dash + 1);
  if (id.size() != kIdDigits || !consists_of(id, "0123456789abcdef")) return std::nullopt;
  return id;
}

}  // namespace eigenlake
