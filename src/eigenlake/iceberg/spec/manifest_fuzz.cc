// SPDX-License-Identifier: Apache-2.0
// Strategy: arbitrary bytes as a manifest.
// Invariants: no crash, no exception; what is accepted can be inherited from and filtered, summarized but for
// partitions by unknown transforms, and where it can be written it reads back equal.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "eigenlake/base/assert.h"
#include "eigenlake/iceberg/codec/manifest_avro.h"
#include "eigenlake/iceberg/scan/file_filter.h"
#include "eigenlake/iceberg/spec/predicate.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace eigenlake::iceberg;
  auto manifest = manifest_from_avro(std::string_view(reinterpret_cast<const char*>(data), size));
  if (!manifest) return 0;
  for (const ManifestEntry& entry : manifest->entries) {
    for (const NestedField& column : manifest->schema.fields) {
      if (!column.type.is_primitive()) continue;
      const Filter filter = {{column.name, Predicate::Op::kNotNull, {}}};
      static_cast<void>(may_match(filter, manifest->schema, manifest->partition_spec, entry.data_file));
    }
  }
  const auto file = summarize_manifest(*manifest, 1, 1);
  if (!file) {
    EIGENLAKE_ASSERT(file.error().kind == eigenlake::ErrorKind::kUnsupported);
    return 0;
  }
  if (const auto bytes = manifest_to_avro(*manifest)) {
    const auto again = manifest_from_avro(*bytes);
    EIGENLAKE_ASSERT(again.has_value() && again->entries.size() == manifest->entries.size());
  }
  static_cast<void>(inherit_from(*file, *manifest));
  return 0;
}
