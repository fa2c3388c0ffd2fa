// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace eigenlake::avro {

/// Limits beyond which a reader fails with kResourceLimit; bytes come from strangers.
struct Limits {
  size_t block_bytes_max = size_t{512} << 20;   ///< One container block, compressed or not.
  size_t string_bytes_max = size_t{256} << 20;  ///< One string, bytes or fixed.
  size_t header_bytes_max = size_t{16} << 20;   ///< Metadata of a container file, schema included.
  int depth_max = 64;                           ///< Nesting of schema and values.
  /// Values (array items, map entries, record fields) that a block may have beyond eight per byte; bounds
  /// what items of zero bytes can cost.
  int64_t extra_values_max = int64_t{1} << 20;
};

}  // namespace eigenlake::avro
