// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/lake/failed_run.h"

#include <chrono>

#include "eigenlake/base/clock.h"
#include "eigenlake/iceberg/spec/unique_id.h"
#include "eigenlake/json/json.h"
#include "eigenlake/tables/table_names.h"
#include "eigenlake/transform/table_rows.h"

namespace eigenlake {
namespace {

// For the writer, the reader and the table: visit(name, member).
template <typename Visit>
void visit_texts(Visit visit) {
  visit("input", &FailedRun::input);
  visit("molecule", &FailedRun::molecule);
  visit("kind", &FailedRun::kind);
  visit("reason", &FailedRun::reason);
  visit("command", &FailedRun::command);
  visit("engine_version", &FailedRun::engine_version);
}

constexpr const char* kFailedAt = "failed_at";
/// Above any message of ours.
constexpr size_t kTextBytesMax = size_t{1} << 20;

}  // namespace

bool is_failure_object(std::string_view key) {
  return key.starts_with(kFailuresPrefix);
}

Result<> store_failed_run(const Lake& lake, const FailedRun& failure) {
  Json json = Json::object();
  visit_texts([&](const char* name, std::string FailedRun::* member) { json[name] = failure.*member; });
  json[kFailedAt] = failure.failed_at;
  const auto nanos = time_since_epoch<std::chrono::nanoseconds>();
  const std::string key = fmt::format("{}{}-{}.json", kFailuresPrefix, nanos, iceberg::new_uuid());
  return lake.raw_store().put(key, json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n");
}

Result<FailedRun> parse_failed_run(std::string_view text) {
  EIGENLAKE_ASSIGN_OR_RETURN(const Json json, parse_json_strictly(text));
  if (!json.is_object())
    return fail(ErrorKind::kCorrupt, "a failure object must be a JSON object, got {}", json.type_name());
  FailedRun failure;
  std::string_view wrong;
  visit_texts([&](const char* name, std::string FailedRun::* member) {
    const auto found = json.find(name);
    const bool is_text = found != json.end() && found->is_string();
    if (!is_text || found->get_ref<const std::string&>().size() > kTextBytesMax)
      wrong = name;
    else
      failure.*member = found->get<std::string>();
  });
  const auto time = json.find(kFailedAt);
  if (time == json.end() || !time->is_number_integer()) wrong = kFailedAt;
  if (!wrong.empty()) return fail(ErrorKind::kCorrupt, "a failure object has no valid '{}'", wrong);
  failure.failed_at = time->get<int64_t>();
  return failure;
}

std::shared_ptr<arrow::RecordBatch> failed_run_rows(std::span<const FailedRun> failures,
                                                    std::string_view batch_id) {
  const auto num_rows = static_cast<int64_t>(failures.size());
  TableRows rows(kFailuresTable, num_rows);
  visit_texts([&](const char* name, std::string FailedRun::* member) {
    std::vector<std::string_view> values;
    for (const auto& failure : failures) values.push_back(failure.*member);
    rows.set(name, strings(values));
  });
  std::vector<int64_t> times;
  for (const auto& failure : failures) times.push_back(failure.failed_at);
  rows.set(kFailedAt, timestamps(times));
  rows.set("processing_batch_id", constant_string(num_rows, batch_id));
  return rows.finish();
}

}  // namespace eigenlake
