// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/ingest/quarantine.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string_view>

#include "eigenlake/base/side_by_side.h"
#include "eigenlake/lake/audit_log.h"
#include "eigenlake/lake/batch_source.h"
#include "eigenlake/lake/raw_listing.h"
#include "eigenlake/lake/raw_name.h"
#include "eigenlake/lake/table_reader.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

constexpr std::string_view kQuarantined = "quarantined";
constexpr std::string_view kDroppedBy = "dropped by ";
constexpr std::string_view kReplacement = "\xef\xbf\xbd";  ///< U+FFFD
constexpr auto kColumns =
    std::to_array<std::string_view>({"object_uri", "etag", "size_bytes", "format", "records", "status",
                                     "error", "processing_batch_id", "processing_timestamp"});

struct LedgerRow {
  QuarantineEntry entry;
  bool is_quarantined = false;
};

LedgerRow row_of(const TableChunk& chunk, int64_t row) {
  const std::string_view error = chunk.string(6, row);
  return {.entry = {.object_uri = std::string(chunk.string(0, row)),
                    .etag = std::string(chunk.string(1, row)),
                    .size_bytes = chunk.long_integer(2, row).value_or(0),
                    .format = std::string(chunk.string(3, row)),
                    .records = chunk.long_integer(4, row).value_or(0),
                    .error = std::string(error),
                    .batch_id = std::string(chunk.string(7, row)),
                    .timestamp_us = chunk.timestamp_us(8, row).value_or(0),
                    .is_dropped = error.starts_with(kDroppedBy)},
          .is_quarantined = chunk.string(5, row) == kQuarantined};
}

/// The newest row of each object.
using Newest = std::map<std::string, LedgerRow, std::less<>>;

void add_rows(const TableChunk& chunk, Newest& newest) {
  for (int64_t row = 0; row < chunk.num_rows(); ++row) {
    auto read = row_of(chunk, row);
    auto& known = newest[std::string(raw_key_of(read.entry.object_uri))];
    if (known.entry.object_uri.empty() || known.entry.timestamp_us <= read.entry.timestamp_us)
      known = std::move(read);
  }
}

bool is_message(const QuarantineEntry& entry) {
  return entry.object_uri.starts_with(kMessageScheme);
}

/// The entry's object as it is in the store now; none where it is gone.
Result<std::optional<ObjectInfo>> find_object(const Lake& lake, const QuarantineEntry& entry) {
  const std::string_view name = raw_key_of(entry.object_uri);
  for (const auto& key : {std::optional(std::string(name)), key_behind(name)}) {
    if (!key) continue;
    auto object = lake.raw_store().head(*key);
    if (object) return *std::move(object);
    if (object.error().kind != ErrorKind::kNotFound) return std::unexpected(std::move(object).error());
  }
  // Some servers list a key under another name, by which it cannot be read: the object is there all the same.
  const size_t replaced = name.find(kReplacement);
  if (replaced == std::string_view::npos) return std::nullopt;
  EIGENLAKE_ASSIGN_OR_RETURN(const auto listed, lake.raw_store().list_without(name.substr(0, replaced), {}));
  const auto found = std::ranges::find(listed, name, &ObjectInfo::key);
  return found == listed.end() ? std::nullopt : std::optional(*found);
}

/// The objects of the entries, in their order.
Result<std::vector<std::optional<ObjectInfo>>> find_objects(const Lake& lake,
                                                            std::span<const QuarantineEntry> entries) {
  std::vector<std::optional<ObjectInfo>> objects(entries.size());
  EIGENLAKE_RETURN_IF_ERROR(wait_side_by_side(entries.size(), [&](size_t i) -> Result<> {
    if (is_message(entries[i])) return {};
    EIGENLAKE_ASSIGN_OR_RETURN(objects[i], find_object(lake, entries[i]));
    return {};
  }));
  return objects;
}

/// Whether the object under an entry's name would be ingested today.
bool is_raw_object(const std::optional<ObjectInfo>& object) {
  return object && !is_left_out(*object);
}

bool has_name(const QuarantineEntry& entry, std::string_view name) {
  std::string_view key = raw_key_of(entry.object_uri);
  if (entry.object_uri == name || key == name) return true;
  for (const auto prefix : {kRawPrefix, kFailuresPrefix})
    if (key.starts_with(prefix) && key.substr(prefix.size()) == name) return true;
  return false;
}

}  // namespace

Result<std::vector<QuarantineEntry>> quarantined_objects(const LakeTables& tables) {
  EIGENLAKE_ASSIGN_OR_RETURN(const AuditLog log, AuditLog::read(tables.find(kAuditTable)));
  const auto* ledger = tables.find(kLedgerTable);
  const auto* snapshot = ledger == nullptr ? nullptr : visible_snapshot(ledger->metadata(), log);
  if (snapshot == nullptr) return std::vector<QuarantineEntry>();
  Newest newest;
  EIGENLAKE_RETURN_IF_ERROR(read_table(*ledger, snapshot->snapshot_id, kColumns, {},
                                       [&](const TableChunk& chunk) { add_rows(chunk, newest); }));
  std::vector<QuarantineEntry> entries;
  for (auto& [key, row] : newest)
    if (row.is_quarantined) entries.push_back(std::move(row.entry));
  return entries;
}

Result<Quarantine> waiting_in_quarantine(const Lake& lake, const LakeTables& tables) {
  Quarantine quarantine;
  EIGENLAKE_ASSIGN_OR_RETURN(auto entries, quarantined_objects(tables));
  quarantine.num_dropped = std::erase_if(entries, [](const auto& entry) { return entry.is_dropped; });
  EIGENLAKE_ASSIGN_OR_RETURN(const auto objects, find_objects(lake, entries));
  for (size_t i = 0; i < entries.size(); ++i) {
    if (is_message(entries[i]) || is_raw_object(objects[i]))
      quarantine.entries.push_back(std::move(entries[i]));
    else
      ++quarantine.num_gone;
  }
  return quarantine;
}

Result<std::vector<QuarantineEntry>> entries_named(std::span<const QuarantineEntry> entries,
                                                   std::span<const std::string> names) {
  std::vector<QuarantineEntry> found;
  for (const auto& name : names) {
    const auto entry = std::ranges::find_if(entries, [&](const auto& e) { return has_name(e, name); });
    if (entry == entries.end())
      return fail(ErrorKind::kNotFound, "no quarantined object {}; `eigenlake quarantine list` shows them",
                  ledger_name(name));
    const auto earlier = std::ranges::find(found, entry->object_uri, &QuarantineEntry::object_uri);
    if (earlier == found.end()) found.push_back(*entry);
  }
  return found;
}

Result<RetryPlan> objects_to_retry(const Lake& lake, const LakeTables& tables,
                                   std::span<const std::string> names) {
  EIGENLAKE_ASSIGN_OR_RETURN(auto entries, quarantined_objects(tables));
  if (names.empty()) {
    std::erase_if(entries, [](const auto& entry) { return entry.is_dropped || is_message(entry); });
  } else {
    EIGENLAKE_ASSIGN_OR_RETURN(entries, entries_named(entries, names));
  }
  if (const auto message = std::ranges::find_if(entries, is_message); message != entries.end())
    return fail(ErrorKind::kUnsupported,
                "cannot retry a message of Kafka: {}; `eigenlake quarantine drop` ends its entry",
                message->object_uri);
  EIGENLAKE_ASSIGN_OR_RETURN(auto objects, find_objects(lake, entries));
  RetryPlan plan;
  for (size_t i = 0; i < entries.size(); ++i) {
    if (objects[i] && (!names.empty() || !is_left_out(*objects[i])))
      plan.objects.push_back(*std::move(objects[i]));
    else if (!names.empty())
      plan.gone.push_back(entries[i].object_uri);
  }
  return plan;
}

std::string dropped_error(std::string_view who, std::string_view reason, std::string_view error_before) {
  return fmt::format("{}{}: {} (was: {})", kDroppedBy, who, reason, error_before);
}

}  // namespace eigenlake
