// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/lake/batch_journal.h"

#include "eigenlake/json/json.h"
#include "eigenlake/lake/pending_batch.h"

namespace eigenlake {
namespace {

std::optional<int64_t> snapshot_of(const Json& value) {
  if (value.is_null()) return std::nullopt;
  return value.get<int64_t>();
}

/// Version 0.1.0 wrote keys relative to the lake.
std::string raw_key_of(std::string key) {
  constexpr std::string_view kOldRoot = "raw-results/";
  return key.starts_with(kOldRoot) ? key.substr(kOldRoot.size()) : key;
}

BatchPlan::Direct direct_of(const Json& json) {
  return {.topic = json.at("topic").get<std::string>(),
          .before = parse_direct_offsets(json.at("before").get<std::string>()).value(),
          .after = parse_direct_offsets(json.at("after").get<std::string>()).value()};
}

DeletionChange deletion_of(const Json& json) {
  return {.experiment_ids = json.at("experiment_ids").get<std::vector<std::string>>(),
          .deleted = json.at("deleted").get<bool>(),
          .changed_by = json.at("changed_by").get<std::string>(),
          .reason = json.at("reason").get<std::string>()};
}

Json json_of(const DeletionChange& change) {
  return {{"experiment_ids", change.experiment_ids},
          {"deleted", change.deleted},
          {"changed_by", change.changed_by},
          {"reason", change.reason}};
}

BatchPlan plan_of(const Json& document) {
  BatchPlan plan;
  plan.stamp = {.batch_id = document.at("batch_id").get<std::string>(),
                .processing_name = document.at("processing_name").get<std::string>(),
                .timestamp_us = document.at("timestamp_us").get<int64_t>()};
  const Json& known = document.at("known_before");
  plan.known_before = {.molecules = snapshot_of(known.at("molecules")),
                       .ml_run_summary = snapshot_of(known.at("ml_run_summary")),
                       .source_objects = snapshot_of(known.at("source_objects"))};
  const Json& settings = document.at("settings");
  plan.settings = {.rolling_window = settings.at("rolling_window").get<int>(),
                   .trajectory_head = settings.at("trajectory_head").get<int>(),
                   .trajectory_tail = settings.at("trajectory_tail").get<int>()};
  for (const Json& object : document.at("objects"))
    plan.objects.push_back({.key = raw_key_of(object.at("key").get<std::string>()),
                            .size_bytes = object.at("size_bytes").get<uint64_t>(),
                            .etag = object.at("etag").get<std::string>()});
  plan.parent_batch = document.value("parent_batch", "");
  plan.restores = document.value("restores", false);
  plan.replaces_features = document.value("replaces_features", false);
  if (const auto direct = document.find("direct"); direct != document.end() && direct->is_object())
    plan.direct = direct_of(*direct);
  if (const auto deletion = document.find("deletion"); deletion != document.end()) {
    plan.deletion = deletion_of(*deletion);
    plan.purged_tables = document.at("purged_tables").get<std::vector<std::string>>();
  }
  return plan;
}

}  // namespace

Result<> save_pending_batch(const Lake& lake, const BatchPlan& plan) {
  Json objects = Json::array();
  for (const auto& object : plan.objects)
    objects.push_back({{"key", object.key}, {"size_bytes", object.size_bytes}, {"etag", object.etag}});
  Json direct(nullptr);
  if (plan.direct)
    direct = {{"topic", plan.direct->topic},
              {"before", to_json(plan.direct->before)},
              {"after", to_json(plan.direct->after)}};
  Json document = {{"batch_id", plan.stamp.batch_id},
                   {"processing_name", plan.stamp.processing_name},
                   {"timestamp_us", plan.stamp.timestamp_us},
                   {"known_before",
                    {{"molecules", json_of(plan.known_before.molecules)},
                     {"ml_run_summary", json_of(plan.known_before.ml_run_summary)},
                     {"source_objects", json_of(plan.known_before.source_objects)}}},
                   {"settings",
                    {{"rolling_window", plan.settings.rolling_window},
                     {"trajectory_head", plan.settings.trajectory_head},
                     {"trajectory_tail", plan.settings.trajectory_tail}}},
                   {"objects", std::move(objects)},
                   {"parent_batch", plan.parent_batch},
                   {"replaces_features", plan.replaces_features},
                   {"restores", plan.restores},
                   {"direct", std::move(direct)}};
  if (plan.deletion) {
    document["deletion"] = json_of(*plan.deletion);
    document["purged_tables"] = plan.purged_tables;
  }
  return lake.state_store().put(kPendingKey,
                                document.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n");
}

Result<std::optional<BatchPlan>> load_pending_batch(const Lake& lake) {
  const auto text = lake.state_store().get(kPendingKey);
  if (!text) {
    if (text.error().kind == ErrorKind::kNotFound) return std::nullopt;
    return std::unexpected(text.error());
  }
  const auto document = parse_json(*text);
  if (!document) return std::nullopt;
  try {
    return plan_of(*document);
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

Result<> remove_pending_batch(const Lake& lake) {
  return lake.state_store().remove(kPendingKey);
}

}  // namespace eigenlake
