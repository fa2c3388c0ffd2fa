// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "eigenlake/base/error.h"

namespace eigenlake::avro {

enum class Codec { kNull, kDeflate, kSnappy, kZstandard };
std::string_view name_of(Codec codec);  ///< As in avro.codec: null, deflate, snappy, zstandard.

/// Errors: kUnsupported for a codec that this version does not have.
Result<Codec> codec_from_name(std::string_view name);

/// Appends `data` compressed as a container block (snappy with its CRC-32).
Result<void> compress_block(Codec codec, std::string_view data, std::string& out);

/// Replaces `out` by the decompressed block; stops before it grows beyond `bytes_max`.
///
/// Errors: kCorrupt for damaged data or checksum, kResourceLimit beyond bytes_max.
Result<void> decompress_block(Codec codec, std::string_view data, size_t bytes_max, std::string& out);

}  // namespace eigenlake::avro
