// SPDX-License-Identifier: Apache-2.0
// Strategy: arbitrary bytes as a metadata file.
// Invariants: no crash, no exception; what is accepted is written to a text that is accepted again and is
// written to the same text; every id that the metadata refers to can be looked up; another parser takes the
// text for JSON, and reads the same number of snapshots.
#include <cstddef>
#include <cstdint>

#include "eigenlake/base/assert.h"
#include "eigenlake/iceberg/codec/table_metadata_json.h"
#include "eigenlake/iceberg/codec/table_metadata_parser.h"
#include "eigenlake/json/json.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace eigenlake::iceberg;
  const std::string input(reinterpret_cast<const char*>(data), size);
  const auto metadata = parse_table_metadata(input);
  if (!metadata) return 0;
  const auto json = eigenlake::parse_json(input);
  EIGENLAKE_ASSERT(json.has_value());
  EIGENLAKE_ASSERT(json->value("snapshots", eigenlake::Json::array()).size() == metadata->snapshots.size());
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
