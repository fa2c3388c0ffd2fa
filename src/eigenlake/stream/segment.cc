#include "eigenlake/stream/segment.h"

#include <algorithm>

#include "eigenlake/avro/object_container.h"
#include "eigenlake/record/record_json.h"
#include "eigenlake/stream/landed_objects.h"

namespace eigenlake {
namespace {

std::string json_line(const RunRecord& record, int64_t offset) {
  std::string line;
  append_record_json(line, record);
  line.pop_back();  // '}'
  fmt::format_to(std::back_inserter(line), ",\"{}\":{}}}\n", kOffsetMember, offset);
  return line;
}

}  // namespace

bool Segment::takes(int64_t offset, const WriterSchema& schema, int64_t records_per_object) const {
  if (records_.empty()) return true;
  if (format_ == LandFormat::kAvro && schema_->id != schema.id) return false;
  return records_.front().offset / records_per_object == offset / records_per_object;
}

void Segment::add(int64_t offset, const DecodedMessage& message, const RunRecord& record) {
  if (records_.empty()) begun_ = std::chrono::steady_clock::now();
  schema_ = message.schema;
  records_.push_back(
      {offset, format_ == LandFormat::kAvro ? std::string(message.body) : json_line(record, offset)});
  bytes_ += records_.back().bytes.size();
  end_ = offset + 1;
}

void Segment::begin_at(int64_t offset) {
  const auto kept = std::ranges::lower_bound(records_, offset, {}, &Record::offset);
  for (auto record = records_.begin(); record != kept; ++record) bytes_ -= record->bytes.size();
  records_.erase(records_.begin(), kept);
  first_offset_ = offset;
  end_ = std::max(end_, offset);
}

Result<std::string> Segment::content(avro::Codec codec) const {
  if (format_ == LandFormat::kJson) {
    std::string text;
    text.reserve(bytes_);
    for (const auto& record : records_) text += record.bytes;
    return text;
  }
  avro::ContainerWriter writer(schema_->schema,
                               {.codec = codec,
                                .block_bytes = kBlockBytes,
                                .metadata = {{kFirstOffsetEntry, std::to_string(first_offset_)},
                                             {kLastOffsetEntry, std::to_string(end_ - 1)}},
                                .schema_json = schema_->json,
                                .sync_marker = {}});
  for (const auto& record : records_) EIGENLAKE_RETURN_IF_ERROR(writer.append_encoded(record.bytes));
  return writer.finish();
}

}  // namespace eigenlake
