#include "eigenlake/ingest/quarantine.h"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

#include "eigenlake/lake/audit_log.h"
#include "eigenlake/lake/batch_source.h"
#include "eigenlake/lake/raw_listing.h"
#include "eigenlake/lake/table_reader.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

constexpr std::string_view kQuarantined = "quarantined";
constexpr std::array<std::string_view, 9> kColumns = {"object_uri",
                                                      "etag",
                                                      "size_bytes",
                                                      "format",
                                                      "records",
                                                      "status",
                                                      "error",
                                                      "processing_batch_id",
                                                      "processing_timestamp"};

struct LedgerRow {
  QuarantineEntry entry;
  bool is_quarantined = false;
};

LedgerRow row_of(const TableChunk& chunk, int64_t row) {
  return {.entry = {.object_uri = std::string(chunk.string(0, row)),
                    .etag = std::string(chunk.string(1, row)),
                    .size_bytes = chunk.long_integer(2, row).value_or(0),
                    .format = std::string(chunk.string(3, row)),
                    .records = chunk.long_integer(4, row).value_or(0),
                    .error = std::string(chunk.string(6, row)),
                    .batch_id = std::string(chunk.string(7, row)),
                    .timestamp_us = chunk.timestamp_us(8, row).value_or(0)},
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

Result<> not_quarantined(std::string_view uri) {
  return fail(ErrorKind::kNotFound, "expected a quarantined object, found none with the URI {}", uri);
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
  for (auto& [key, row] : newest) {
    if (row.is_quarantined) entries.push_back(std::move(row.entry));
  }
  return entries;
}

Result<std::vector<ObjectInfo>> objects_to_retry(const Lake& lake, const LakeTables& tables,
                                                 std::span<const std::string> uris) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto entries, quarantined_objects(tables));
  for (const auto& uri : uris) {
    if (std::ranges::find(entries, uri, &QuarantineEntry::object_uri) == entries.end())
      EIGENLAKE_RETURN_IF_ERROR(not_quarantined(uri));
  }
  std::vector<ObjectInfo> objects;
  for (const auto& entry : entries) {
    if (!uris.empty() && std::ranges::find(uris, entry.object_uri) == uris.end()) continue;
    if (entry.object_uri.starts_with(kMessageScheme)) {
      if (uris.empty()) continue;
      return fail(ErrorKind::kUnsupported,
                  "expected a raw object to read again, found a message of Kafka: {}", entry.object_uri);
    }
    auto object = lake.raw_store().head(raw_key_of(entry.object_uri));
    const bool is_gone = !object && object.error().kind == ErrorKind::kNotFound;
    if (object)
      objects.push_back(*std::move(object));
    else if (!is_gone || !uris.empty())
      return std::unexpected(std::move(object).error());
  }
  return objects;
}

}  // namespace eigenlake
