// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/record/record_reader.h"

#include "eigenlake/avro/object_container.h"
#include "eigenlake/compression/decompress.h"
#include "eigenlake/record/record_avro.h"
#include "eigenlake/record/record_json.h"

namespace eigenlake {
namespace {

/// The first bytes that show the format; white space before JSON may be longer than any other mark.
constexpr uint64_t kFormatBytes = uint64_t{64} << 10;

/// The format of decompressed bytes, by the first of them.
Result<RecordFormat> sniff_record_format(std::string_view bytes) {
  if (bytes.empty()) return fail(ErrorKind::kCorrupt, "the object is empty");
  if (avro::has_container_magic(bytes)) return RecordFormat::kAvro;
  if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);
  const size_t first = bytes.find_first_not_of(" \t\r\n");
  if (first != std::string_view::npos && (bytes[first] == '{' || bytes[first] == '['))
    return RecordFormat::kJson;
  return fail(
      ErrorKind::kCorrupt,
      "unknown format; run records are an Avro container file (Obj and byte 1 first) or JSON ({{ or [ "
      "first), plain or in gzip or zstandard");
}

/// `read` after bytes that were already read.
ReadNext put_back(std::string bytes, ReadNext read) {
  return [bytes = std::move(bytes), read = std::move(read)](uint64_t length) mutable -> Result<std::string> {
    if (bytes.empty()) return read(length);
    std::string result = std::exchange(bytes, {});
    if (result.size() > length) {
      bytes = result.substr(length);
      result.resize(length);
      return result;
    }
    EIGENLAKE_ASSIGN_OR_RETURN(const std::string more, read(length - result.size()));
    return result + more;
  };
}

ReadNext bytes_in_memory(std::string_view bytes) {
  return [bytes](uint64_t length) mutable -> Result<std::string> {
    std::string piece(bytes.substr(0, length));
    bytes.remove_prefix(piece.size());
    return piece;
  };
}

avro::Limits avro_limits(const RecordLimits& limits) {
  avro::Limits result;
  result.block_bytes_max = limits.block_bytes_max;
  return result;
}

Result<RecordSource> open_plain(ReadNext read, const RecordLimits& limits) {
  EIGENLAKE_ASSIGN_OR_RETURN(std::string beginning, read(kFormatBytes));
  EIGENLAKE_ASSIGN_OR_RETURN(const RecordFormat format, sniff_record_format(beginning));
  ReadNext whole = put_back(std::move(beginning), std::move(read));
  if (format == RecordFormat::kJson)
    return RecordSource{format, open_json_stream(std::move(whole), limits.document_bytes_max)};
  EIGENLAKE_ASSIGN_OR_RETURN(auto records, open_avro_stream(std::move(whole), avro_limits(limits)));
  return RecordSource{format, std::move(records)};
}

}  // namespace

std::string_view name_of(RecordFormat format) {
  return format == RecordFormat::kAvro ? "avro" : "json";
}

Result<RecordSource> open_records(std::string_view bytes, const RecordLimits& limits) {
  if (compression_of(bytes) != Compression::kNone) return open_records(bytes_in_memory(bytes), limits);
  EIGENLAKE_ASSIGN_OR_RETURN(const RecordFormat format, sniff_record_format(bytes));
  if (format == RecordFormat::kJson) return RecordSource{format, open_json_stream(bytes)};
  EIGENLAKE_ASSIGN_OR_RETURN(auto records, open_avro_stream(bytes, avro_limits(limits)));
  return RecordSource{format, std::move(records)};
}

Result<RecordSource> open_records(ReadNext read, const RecordLimits& limits) {
  EIGENLAKE_ASSIGN_OR_RETURN(std::string magic, read(kCompressionMagicBytes));
  const Compression compression = compression_of(magic);
  ReadNext whole = put_back(std::move(magic), std::move(read));
  if (compression == Compression::kNone) return open_plain(std::move(whole), limits);
  return open_plain(decompressed(compression, std::move(whole), limits.decompressed_bytes_max), limits);
}

Result<void> for_each_record(std::string_view bytes, const RecordVisitor& visit) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto source, open_records(bytes));
  return for_each_record(*source.records, visit);
}

Result<std::vector<RunRecord>> read_records(std::string_view bytes) {
  std::vector<RunRecord> records;
  EIGENLAKE_RETURN_IF_ERROR(for_each_record(bytes, [&records](RunRecord&& record) -> Result<void> {
    records.push_back(std::move(record));
    return {};
  }));
  return records;
}

}  // namespace eigenlake
