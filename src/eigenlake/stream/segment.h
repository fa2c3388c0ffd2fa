#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "eigenlake/avro/codec.h"
#include "eigenlake/stream/message_decoder.h"

namespace eigenlake {

enum class LandFormat { kAvro, kJson };

/// Messages of one partition that become one raw object. Bodies keep their bytes.
class Segment {
 public:
  /// `first_offset` is the first that it covers: the end of the object before.
  Segment(int64_t first_offset, LandFormat format)
      : first_offset_(first_offset), end_(first_offset), format_(format) {}

  /// Whether the message may come into this segment: one schema, and one range of `records_per_object`
  /// offsets.
  bool takes(int64_t offset, const WriterSchema& schema, int64_t records_per_object) const;
  void add(int64_t offset, const DecodedMessage& message, const RunRecord& record);
  /// Covers a message that is no record, and those that never existed.
  void skip_to(int64_t next_offset) { end_ = next_offset; }

  int64_t first_offset() const { return first_offset_; }
  int64_t end() const { return end_; }  ///< After the last covered offset.
  size_t num_records() const { return records_.size(); }
  uint64_t num_bytes() const { return bytes_; }
  /// When its first record came. Requires: it has one.
  std::chrono::steady_clock::time_point begun() const { return begun_; }

  /// Another writer has landed everything before `offset`: drops it and begins there.
  void begin_at(int64_t offset);

  /// The object's content. Requires: num_records() > 0.
  Result<std::string> content(avro::Codec codec) const;

 private:
  struct Record {
    int64_t offset = 0;
    std::string bytes;  ///< The Avro body, or a line of JSON.
  };
  int64_t first_offset_;
  int64_t end_;
  LandFormat format_;
  std::shared_ptr<const WriterSchema> schema_;
  std::vector<Record> records_;
  uint64_t bytes_ = 0;
  std::chrono::steady_clock::time_point begun_;
};

}  // namespace eigenlake
