// SPDX-License-Identifier: Apache-2.0
// Strategy: arbitrary bytes as a manifest list.
// Invariants: no crash, no exception; what is accepted is written and reads back equal.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "eigenlake/base/assert.h"
#include "eigenlake/iceberg/codec/manifest_list_avro.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace eigenlake::iceberg;
  const auto manifests = manifest_list_from_avro(std::string_view(reinterpret_cast<const char*>(data), size));
  if (!manifests) return 0;
  const auto bytes = manifest_list_to_avro(*manifests, 1, 2, 3);
  EIGENLAKE_ASSERT(bytes.has_value());
  const auto again = manifest_list_from_avro(*bytes);
  EIGENLAKE_ASSERT(again.has_value() && *again == *manifests);
  return 0;
}
