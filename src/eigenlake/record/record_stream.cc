#include "eigenlake/record/record_stream.h"

#include "eigenlake/record/record_reader.h"

namespace eigenlake {

Result<std::unique_ptr<RecordStream>> open_record_stream(std::string_view bytes) {
  EIGENLAKE_ASSIGN_OR_RETURN(const RecordFormat format, sniff_record_format(bytes));
  if (format == RecordFormat::kAvro) return open_avro_stream(bytes);
  return open_json_stream(bytes);
}

Result<void> for_each_record(RecordStream& records, const RecordSink& sink) {
  while (true) {
    EIGENLAKE_ASSIGN_OR_RETURN(auto record, records.next());
    if (!record) return {};
    EIGENLAKE_ASSIGN_OR_RETURN(auto good, *std::move(record));
    EIGENLAKE_RETURN_IF_ERROR(sink(std::move(good)));
  }
}

}  // namespace eigenlake
