// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "eigenlake/base/byte_stream.h"

namespace eigenlake {

/// What a whole file may be compressed with.
enum class Compression { kNone, kGzip, kZstandard };
std::string_view name_of(Compression compression);  ///< none, gzip, zstandard

/// So many first bytes identify it.
inline constexpr uint64_t kCompressionMagicBytes = 4;

/// By the first bytes, whatever the name of the file.
Compression compression_of(std::string_view first_bytes);

/// The bytes that `compressed` holds, which may be several gzip members or zstandard frames in a row.
///
/// Requires: compression is not kNone.
/// Errors:   those of `compressed`; kCorrupt for damaged bytes and for an end too early; kResourceLimit where
///           they are more than `bytes_max`.
/// Cost:     memory of a piece, and for zstandard of its window (128 MiB at most).
ReadNext decompressed(Compression compression, ReadNext compressed, uint64_t bytes_max);

}  // namespace eigenlake
