// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <arrow/util/compression.h>

#include "eigenlake/base/assert.h"
#include "eigenlake/compression/decompress.h"

namespace eigenlake {

/// A whole file in gzip or zstandard, for tests of what reads it.
inline std::string compressed(Compression compression, std::string_view text) {
  EIGENLAKE_ASSERT(compression != Compression::kNone);
  const auto codec = arrow::util::Codec::Create(compression == Compression::kGzip ? arrow::Compression::GZIP
                                                                                  : arrow::Compression::ZSTD)
                         .ValueOrDie();
  const auto* data = reinterpret_cast<const uint8_t*>(text.data());
  const auto size = static_cast<int64_t>(text.size());
  std::string bytes(static_cast<size_t>(codec->MaxCompressedLen(size, data)), '\0');
  auto* out = reinterpret_cast<uint8_t*>(bytes.data());
  const auto length = codec->Compress(size, data, static_cast<int64_t>(bytes.size()), out).ValueOrDie();
  bytes.resize(static_cast<size_t>(length));
  return bytes;
}

}  // namespace eigenlake
