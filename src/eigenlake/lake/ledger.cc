// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/lake/ledger.h"

#include <functional>

#include <arrow/api.h>

#include "eigenlake/base/assert.h"
#include "eigenlake/tables/table_names.h"
#include "eigenlake/transform/table_rows.h"

namespace eigenlake {
namespace {

template <typename Field>
ArrayPtr texts(std::span<const LedgerEntry> entries, Field field) {
  std::vector<std::string_view> values;
  for (const auto& entry : entries) values.push_back(std::invoke(field, entry));
  return strings(values);
}

template <typename Field>
ArrayPtr counts(std::span<const LedgerEntry> entries, Field field) {
  std::vector<int64_t> values;
  for (const auto& entry : entries) values.push_back(static_cast<int64_t>(std::invoke(field, entry)));
  return longs(values);
}

ArrayPtr errors(std::span<const LedgerEntry> entries) {
  arrow::StringBuilder builder;
  for (const auto& entry : entries) {
    const auto status = entry.error ? builder.Append(*entry.error) : builder.AppendNull();
    EIGENLAKE_ASSERT(status.ok());
  }
  return builder.Finish().ValueOrDie();
}

}  // namespace

std::shared_ptr<arrow::RecordBatch> ledger_rows(std::span<const LedgerEntry> entries,
                                                const BatchStamp& stamp) {
  const auto num_rows = static_cast<int64_t>(entries.size());
  TableRows rows(kLedgerTable, num_rows);
  rows.set("object_uri", texts(entries, &LedgerEntry::object_uri));
  rows.set("etag", texts(entries, &LedgerEntry::etag));
  rows.set("size_bytes", counts(entries, &LedgerEntry::size_bytes));
  rows.set("format", texts(entries, &LedgerEntry::format));
  rows.set("records", counts(entries, &LedgerEntry::records));
  rows.set("experiments_new", counts(entries, &LedgerEntry::experiments_new));
  rows.set("experiments_duplicate", counts(entries, &LedgerEntry::experiments_duplicate));
  rows.set("status", texts(entries, [](const LedgerEntry& e) {
             return std::string_view(e.error ? "quarantined" : "ingested");
           }));
  rows.set("error", errors(entries));
  rows.set("processing_batch_id", constant_string(num_rows, stamp.batch_id));
  rows.set("processing_timestamp", constant_timestamp(num_rows, stamp.timestamp_us));
  return rows.finish();
}

}  // namespace eigenlake
