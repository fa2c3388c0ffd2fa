#include "eigenlake/record/record_reader.h"

#include "eigenlake/avro/object_container.h"
#include "eigenlake/record/record_avro.h"
#include "eigenlake/record/record_json.h"

namespace eigenlake {

std::string_view name_of(RecordFormat format) {
  return format == RecordFormat::kAvro ? "avro" : "json";
}

Result<RecordFormat> sniff_record_format(std::string_view bytes) {
  if (bytes.empty())
    return fail(ErrorKind::kCorrupt, "expected run records in Avro or JSON, found an empty object");
  if (avro::has_container_magic(bytes)) return RecordFormat::kAvro;
  if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);
  const size_t first = bytes.find_first_not_of(" \t\r\n");
  if (first != std::string_view::npos && (bytes[first] == '{' || bytes[first] == '['))
    return RecordFormat::kJson;
  return fail(ErrorKind::kCorrupt,
              "expected run records: an Avro container file (Obj and byte 1 first) or JSON ({{ or [ first), "
              "found an object of {} bytes that begins otherwise",
              bytes.size());
}

Result<std::unique_ptr<RecordStream>> open_record_stream(std::string_view bytes) {
  EIGENLAKE_ASSIGN_OR_RETURN(const RecordFormat format, sniff_record_format(bytes));
  if (format == RecordFormat::kAvro) return open_avro_stream(bytes);
  return open_json_stream(bytes);
}

Result<void> for_each_record(std::string_view bytes, const RecordSink& sink) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto records, open_record_stream(bytes));
  return for_each_record(*records, sink);
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
