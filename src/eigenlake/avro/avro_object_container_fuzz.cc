// SPDX-License-Identifier: Apache-2.0
// Strategy: arbitrary bytes as an object container file, read as the writer's own schema and skipped.
// Invariants: no crash, no exception, memory within the limits; a schema that was accepted is written back as
// the same text, and values that were read can be written and read again.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "eigenlake/avro/object_container.h"
#include "eigenlake/base/assert.h"

namespace {

using namespace eigenlake::avro;

constexpr Limits kLimits{.block_bytes_max = 1 << 20,
                         .string_bytes_max = 1 << 20,
                         .header_bytes_max = 1 << 16,
                         .depth_max = 32,
                         .extra_values_max = 1 << 12};

void check_schema(const Schema& schema) {
  const std::string json = to_json(schema);
  const auto again = parse_schema(json);
  // A name may be ambiguous between namespaces; what is accepted must be stable.
  if (again) EIGENLAKE_ASSERT(to_json(**again) == json);
}

void check_values(const SchemaPtr& schema, const std::vector<Value>& values) {
  const auto file = write_container(schema, values);
  EIGENLAKE_ASSERT(file.has_value());
  const auto again = read_container(*file);
  if (again) EIGENLAKE_ASSERT(again->size() == values.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view file(reinterpret_cast<const char*>(data), size);
  const auto reader = ContainerReader::open(file, kLimits);
  if (!reader) return 0;
  check_schema(*reader->schema());
  if (const auto values = read_container(file, nullptr, kLimits)) check_values(reader->schema(), *values);
  return 0;
}
