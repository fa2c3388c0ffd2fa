// Strategy: arbitrary bytes as a metadata file.
// Invariants: no crash, no exception; what is accepted is written to a text that is accepted again and is
// written to the same text; every id that the metadata refers to can be looked up; a space in front, which
// keeps the scan of snapshots out, changes nothing.
#include <cstddef>
#include <cstdint>

#include "eigenlake/base/assert.h"
#include "eigenlake/iceberg/codec/table_metadata_json.h"
#include "eigenlake/iceberg/codec/table_metadata_parser.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace eigenlake::iceberg;
  const std::string input(reinterpret_cast<const char*>(data), size);
  const auto metadata = parse_table_metadata(input);
  const auto read_by_general = parse_table_metadata(" " + input);
  EIGENLAKE_ASSERT(metadata.has_value() == read_by_general.has_value());
  if (!metadata) return 0;
  EIGENLAKE_ASSERT(table_metadata_to_json(*metadata) == table_metadata_to_json(*read_by_general));
  for (size_t i = 0; i < metadata->snapshots.size(); ++i) {
    const Snapshot& scanned = metadata->snapshots[i];
    const Snapshot& read = read_by_general->snapshots[i];
    EIGENLAKE_ASSERT(scanned.snapshot_id == read.snapshot_id && scanned.schema_id == read.schema_id);
    EIGENLAKE_ASSERT(scanned.parent_snapshot_id == read.parent_snapshot_id);
    EIGENLAKE_ASSERT(scanned.sequence_number == read.sequence_number &&
                     scanned.timestamp_ms == read.timestamp_ms);
  }
  EIGENLAKE_ASSERT(metadata->schema_by_id(metadata->current_schema_id) != nullptr);
  EIGENLAKE_ASSERT(metadata->partition_spec().partition_types(metadata->schema()).has_value());
  EIGENLAKE_ASSERT(!metadata->current_snapshot_id || metadata->current_snapshot() != nullptr);
  for (const Snapshot& snapshot : metadata->snapshots) static_cast<void>(snapshot.summary());
  const std::string text = table_metadata_to_json(*metadata);
  const auto again = parse_table_metadata(text);
  EIGENLAKE_ASSERT(again.has_value());
  EIGENLAKE_ASSERT(table_metadata_to_json(*again) == text);
  return 0;
}
