// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/codec/metadata_file.h"

#include <memory>

#include <fmt/format.h>
#include <zlib.h>

#include "eigenlake/base/assert.h"
#include "eigenlake/base/number_parsing.h"

namespace eigenlake::iceberg {
namespace {

constexpr std::string_view kGzipMagic = "\x1f\x8b";
constexpr int kGzipWindowBits = 15 + 16;  // 16 asks zlib for gzip's header and trailer.
constexpr std::string_view kSuffix = ".metadata.json";
constexpr std::string_view kGzipPart = ".gz";

Result<std::string> gunzip(std::string_view bytes) {
  z_stream stream{};
  EIGENLAKE_ASSERT(inflateInit2(&stream, kGzipWindowBits) == Z_OK);
  const std::unique_ptr<z_stream, int (*)(z_stream*)> guard(&stream, inflateEnd);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  std::string text;
  int status = Z_OK;
  while (status == Z_OK) {
    const size_t done = text.size();
    text.resize(std::max<size_t>(2 * done, 8 * bytes.size() + 1024));
    stream.next_out = reinterpret_cast<Bytef*>(text.data() + done);
    stream.avail_out = static_cast<uInt>(text.size() - done);
    status = ::inflate(&stream, Z_NO_FLUSH);
    text.resize(text.size() - stream.avail_out);
    if (text.size() > kMetadataBytesMax)
      return fail(ErrorKind::kResourceLimit, "metadata must be at most {} bytes, got more",
                  kMetadataBytesMax);
    if (status == Z_OK && stream.avail_in == 0 && stream.avail_out > 0) status = Z_BUF_ERROR;
  }
  if (status == Z_STREAM_END) return text;
  return fail(ErrorKind::kCorrupt, "invalid gzip file: {} after {} bytes",
              status == Z_BUF_ERROR ? "it ends" : "damaged", stream.total_in);
}

}  // namespace

Result<std::string> read_metadata_text(ObjectStore& store, std::string_view key) {
  EIGENLAKE_ASSIGN_OR_RETURN(std::string bytes, store.get(key));
  if (!bytes.starts_with(kGzipMagic)) return bytes;
  return gunzip(bytes);
}

std::string gzip_metadata(std::string_view text) {
  z_stream stream{};
  constexpr int kMemoryLevel = 8;
  EIGENLAKE_ASSERT(deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzipWindowBits, kMemoryLevel,
                                Z_DEFAULT_STRATEGY) == Z_OK);
  const std::unique_ptr<z_stream, int (*)(z_stream*)> guard(&stream, deflateEnd);
  std::string bytes(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(bytes.data());
  stream.avail_out = static_cast<uInt>(bytes.size());
  EIGENLAKE_ASSERT(::deflate(&stream, Z_FINISH) == Z_STREAM_END);
  bytes.resize(stream.total_out);
  return bytes;
}

std::string MetadataVersion::file_name() const {
  return fmt::format("v{}{}{}{}", number, form == MetadataForm::kGzip ? kGzipPart : "", kSuffix,
                     form == MetadataForm::kOldGzip ? kGzipPart : "");
}

std::optional<MetadataVersion> parse_metadata_file_name(std::string_view name) {
  MetadataVersion version;
  if (!name.starts_with('v')) return std::nullopt;
  name.remove_prefix(1);
  if (name.ends_with(kGzipPart)) {
    version.form = MetadataForm::kOldGzip;
    name.remove_suffix(kGzipPart.size());
  }
  if (!name.ends_with(kSuffix)) return std::nullopt;
  name.remove_suffix(kSuffix.size());
  if (name.ends_with(kGzipPart) && version.form == MetadataForm::kPlain) {
    version.form = MetadataForm::kGzip;
    name.remove_suffix(kGzipPart.size());
  }
  version.number = parse_number<int>(name).value_or(0);
  if (version.number < 1) return std::nullopt;
  return version;
}

}  // namespace eigenlake::iceberg
