// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/avro/codec.h"

#include <array>
#include <memory>

#include <snappy.h>
#include <zlib.h>
#include <zstd.h>

#include "eigenlake/base/assert.h"

namespace eigenlake::avro {
namespace {

constexpr std::array<std::string_view, 4> kNames = {"null", "deflate", "snappy", "zstandard"};
constexpr int kRawDeflate = -15;  // negative window bits: no zlib header, as the specification asks
constexpr size_t kSnappyChecksumBytes = 4;

std::unexpected<Error> too_large(Codec codec, size_t bytes_max) {
  return fail(ErrorKind::kResourceLimit, "a {} block must have at most {} bytes when decompressed",
              name_of(codec), bytes_max);
}

Result<void> deflate_block(std::string_view data, std::string& out) {
  z_stream stream{};
  if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kRawDeflate, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    return fail(ErrorKind::kResourceLimit, "no memory to compress with deflate");
  const size_t start = out.size();
  out.resize(start + deflateBound(&stream, data.size()));
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(data.data()));
  stream.avail_in = static_cast<uInt>(data.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data() + start);
  stream.avail_out = static_cast<uInt>(out.size() - start);
  const int status = ::deflate(&stream, Z_FINISH);
  out.resize(start + stream.total_out);
  deflateEnd(&stream);
  EIGENLAKE_ASSERT(status == Z_STREAM_END);
  return {};
}

Result<void> inflate_block(std::string_view data, size_t bytes_max, std::string& out) {
  z_stream stream{};
  if (inflateInit2(&stream, kRawDeflate) != Z_OK)
    return fail(ErrorKind::kResourceLimit, "no memory to decompress deflate");
  const std::unique_ptr<z_stream, int (*)(z_stream*)> guard(&stream, inflateEnd);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(data.data()));
  stream.avail_in = static_cast<uInt>(data.size());
  out.resize(std::min(bytes_max, std::max<size_t>(4 * data.size(), 4096)));
  while (true) {
    stream.next_out = reinterpret_cast<Bytef*>(out.data() + stream.total_out);
    stream.avail_out = static_cast<uInt>(out.size() - stream.total_out);
    const int status = ::inflate(&stream, Z_NO_FLUSH);
    if (status == Z_STREAM_END) break;
    const bool starved = stream.avail_in == 0 && stream.avail_out > 0;
    if ((status != Z_OK && status != Z_BUF_ERROR) || starved)
      return fail(ErrorKind::kCorrupt, "invalid deflate data: {}",
                  starved                 ? "ends too early"
                  : stream.msg != nullptr ? stream.msg
                                          : "unknown error");
    if (out.size() >= bytes_max) return too_large(Codec::kDeflate, bytes_max);
    out.resize(std::min(bytes_max, 2 * out.size()));
  }
  out.resize(stream.total_out);
  return {};
}

/// CRC-32 of `data`, big-endian, as it follows a snappy block.
std::array<char, kSnappyChecksumBytes> snappy_checksum(std::string_view data) {
  const auto crc =
      static_cast<uint32_t>(crc32_z(0, reinterpret_cast<const Bytef*>(data.data()), data.size()));
  return {static_cast<char>(crc >> 24), static_cast<char>(crc >> 16), static_cast<char>(crc >> 8),
          static_cast<char>(crc)};
}

void snap_block(std::string_view data, std::string& out) {
  const size_t start = out.size();
  out.resize(start + snappy::MaxCompressedLength(data.size()));
  size_t size = 0;
  snappy::RawCompress(data.data(), data.size(), out.data() + start, &size);
  out.resize(start + size);
  const auto checksum = snappy_checksum(data);
  out.append(checksum.data(), checksum.size());
}

Result<void> unsnap_block(std::string_view data, size_t bytes_max, std::string& out) {
  if (data.size() < kSnappyChecksumBytes)
    return fail(ErrorKind::kCorrupt, "a snappy block of {} bytes has no checksum", data.size());
  const std::string_view body = data.substr(0, data.size() - kSnappyChecksumBytes);
  size_t size = 0;
  if (!snappy::GetUncompressedLength(body.data(), body.size(), &size))
    return fail(ErrorKind::kCorrupt, "invalid snappy data");
  if (size > bytes_max) return too_large(Codec::kSnappy, bytes_max);
  // Checked before any memory is taken: the announced size may be wrong.
  if (!snappy::IsValidCompressedBuffer(body.data(), body.size()))
    return fail(ErrorKind::kCorrupt, "invalid snappy data of {} bytes", size);
  out.resize(size);
  if (!snappy::RawUncompress(body.data(), body.size(), out.data()))
    return fail(ErrorKind::kCorrupt, "invalid snappy data of {} bytes", size);
  const auto checksum = snappy_checksum(out);
  if (data.substr(body.size()) != std::string_view(checksum.data(), checksum.size()))
    return fail(ErrorKind::kCorrupt, "checksum mismatch in a snappy block");
  return {};
}

Result<void> zstd_block(std::string_view data, std::string& out) {
  const size_t start = out.size();
  out.resize(start + ZSTD_compressBound(data.size()));
  const size_t size = ZSTD_compress(out.data() + start, out.size() - start, data.data(), data.size(), 3);
  if (ZSTD_isError(size)) return fail(ErrorKind::kInternal, "zstandard: {}", ZSTD_getErrorName(size));
  out.resize(start + size);
  return {};
}

Result<void> unzstd_block(std::string_view data, size_t bytes_max, std::string& out) {
  // Making a context costs as much as decompressing a block.
  static thread_local const std::unique_ptr<ZSTD_DCtx, size_t (*)(ZSTD_DCtx*)> context(ZSTD_createDCtx(),
                                                                                       ZSTD_freeDCtx);
  if (context == nullptr) return fail(ErrorKind::kResourceLimit, "no memory to decompress zstandard");
  ZSTD_DCtx_reset(context.get(), ZSTD_reset_session_only);
  out.resize(std::min(bytes_max, std::max<size_t>(4 * data.size(), 4096)));
  ZSTD_inBuffer input{data.data(), data.size(), 0};
  ZSTD_outBuffer output{out.data(), out.size(), 0};
  while (true) {
    const size_t before = output.pos + input.pos;
    const size_t status = ZSTD_decompressStream(context.get(), &output, &input);
    if (ZSTD_isError(status))
      return fail(ErrorKind::kCorrupt, "invalid zstandard data: {}", ZSTD_getErrorName(status));
    if (status == 0 && input.pos == input.size) break;
    if (output.pos < output.size && (input.pos == input.size || output.pos + input.pos == before))
      return fail(ErrorKind::kCorrupt, "invalid zstandard data: ends too early");
    if (output.pos < output.size) continue;
    if (out.size() >= bytes_max) return too_large(Codec::kZstandard, bytes_max);
    out.resize(std::min(bytes_max, 2 * out.size()));
    output.dst = out.data();
    output.size = out.size();
  }
  out.resize(output.pos);
  return {};
}

}  // namespace

std::string_view name_of(Codec codec) {
  const auto index = static_cast<size_t>(codec);
  EIGENLAKE_ASSERT(index < kNames.size());
  return kNames[index];
}

Result<Codec> codec_from_name(std::string_view name) {
  for (size_t i = 0; i < kNames.size(); ++i)
    if (kNames[i] == name) return static_cast<Codec>(i);
  return fail(ErrorKind::kUnsupported, "unsupported codec '{}' (supported: null, deflate, snappy, zstandard)",
              name);
}

Result<void> compress_block(Codec codec, std::string_view data, std::string& out) {
  switch (codec) {
    case Codec::kNull:
      out.append(data);
      return {};
    case Codec::kDeflate:
      return deflate_block(data, out);
    case Codec::kSnappy:
      snap_block(data, out);
      return {};
    case Codec::kZstandard:
      return zstd_block(data, out);
  }
  EIGENLAKE_ASSERT(!"a codec of the list");
  return {};
}

Result<void> decompress_block(Codec codec, std::string_view data, size_t bytes_max, std::string& out) {
  switch (codec) {
    case Codec::kNull:
      if (data.size() > bytes_max) return too_large(codec, bytes_max);
      out.assign(data);
      return {};
    case Codec::kDeflate:
      return inflate_block(data, bytes_max, out);
    case Codec::kSnappy:
      return unsnap_block(data, bytes_max, out);
    case Codec::kZstandard:
      return unzstd_block(data, bytes_max, out);
  }
  EIGENLAKE_ASSERT(!"a codec of the list");
  return {};
}

}  // namespace eigenlake::avro
