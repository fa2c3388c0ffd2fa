// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/maintenance/batch_retention.h"

#include <algorithm>

#include "eigenlake/iceberg/spec/table_metadata.h"
#include "eigenlake/lake/audit_log.h"
#include "eigenlake/lake/batch_tags.h"
#include "eigenlake/lake/lake_tables.h"

namespace eigenlake {
namespace {

constexpr int64_t kDayMs = 86'400'000;

}  // namespace

size_t first_kept_batch(const AuditLog& log, const BatchRetention& retention, int64_t now_ms) {
  const auto& batches = log.batches();
  const auto newest = static_cast<size_t>(std::max<int64_t>(retention.batches, 1));
  const size_t by_count = batches.size() - std::min(batches.size(), newest);
  const int64_t oldest_ms = now_ms - std::min(retention.days, now_ms / kDayMs) * kDayMs;
  const auto young =
      std::ranges::find_if(batches, [&](const AuditedBatch& batch) { return batch.audited_ms >= oldest_ms; });
  return std::min(by_count, static_cast<size_t>(young - batches.begin()));
}

std::set<std::string> batch_tags_to_expire(const iceberg::TableMetadata& metadata, const AuditLog& log,
                                           size_t first_kept, bool is_audit) {
  std::set<std::string> tags;
  const iceberg::Snapshot* base = nullptr;
  std::string base_tag;
  for (size_t i = 0; i < std::min(first_kept, log.batches().size()); ++i) {
    const std::string& batch = log.batches()[i].batch_id;
    for (const std::string& tag : {creation_tag(batch), append_tag(batch)}) {
      const iceberg::Snapshot* snapshot = metadata.snapshot_by_ref(tag);
      if (snapshot == nullptr || batch_of(*snapshot) != batch) continue;
      tags.insert(tag);
      if (base != nullptr && base->sequence_number > snapshot->sequence_number) continue;
      base = snapshot;
      base_tag = tag;
    }
  }
  const bool is_whole = first_kept >= log.batches().size();
  if (!is_audit && !is_whole) {
    const auto* first = snapshot_of_batch(metadata, log.batches()[first_kept].batch_id);
    if (first == nullptr) tags.erase(base_tag);
  }
  return tags;
}

}  // namespace eigenlake
