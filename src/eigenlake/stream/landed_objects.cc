// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/stream/landed_objects.h"

#include <algorithm>
#include <charconv>

#include "eigenlake/avro/object_container.h"
#include "eigenlake/json/json.h"
#include "eigenlake/lake/lake.h"
#include "eigenlake/lake/sink_name.h"

namespace eigenlake {
namespace {

constexpr uint64_t kHeaderBytes = 64 << 10;

std::optional<int64_t> integer_in(std::optional<std::string_view> text) {
  int64_t value = 0;
  if (!text || std::from_chars(text->data(), text->data() + text->size(), value).ec != std::errc())
    return std::nullopt;
  return value;
}

Result<int64_t> end_of_container(ObjectStore& store, const ObjectInfo& object, int64_t first) {
  EIGENLAKE_ASSIGN_OR_RETURN(
      const std::string head,
      store.get_range(object.key, 0, std::min<uint64_t>(object.size_bytes, kHeaderBytes)));
  const auto header = avro::ContainerReader::open(head);
  if (header)
    if (const auto last = integer_in(header->metadata(kLastOffsetEntry))) return *last + 1;
  // Of another sink, or with a header of unusual size.
  EIGENLAKE_ASSIGN_OR_RETURN(const std::string file, store.get(object.key));
  EIGENLAKE_ASSIGN_OR_RETURN(auto reader, avro::ContainerReader::open(file));
  if (const auto last = integer_in(reader.metadata(kLastOffsetEntry))) return *last + 1;
  int64_t count = 0;
  while (true) {
    EIGENLAKE_ASSIGN_OR_RETURN(const auto block, reader.next_block());
    if (!block) return first + count;
    count += block->count;
  }
}

Result<int64_t> end_of_json(ObjectStore& store, const ObjectInfo& object, int64_t first) {
  EIGENLAKE_ASSIGN_OR_RETURN(const std::string file, store.get(object.key));
  std::string_view lines = file;
  while (lines.ends_with('\n')) lines.remove_suffix(1);
  const auto last = parse_json(lines.substr(lines.rfind('\n') + 1));
  if (last && last->is_object() && last->contains(kOffsetMember) &&
      (*last)[kOffsetMember].is_number_integer())
    return (*last)[kOffsetMember].get<int64_t>() + 1;
  return first + std::ranges::count(lines, '\n') + 1;
}

}  // namespace

std::string landed_key(const kafka::TopicPartition& place, int64_t first_offset, std::string_view extension) {
  return fmt::format("{}{}+{}+{:010}.{}", kRawPrefix, place.topic, place.kafka_partition, first_offset,
                     extension);
}

std::string dead_letter_key(const kafka::TopicPartition& place, int64_t offset) {
  return fmt::format("{}dead-letters/{}+{}+{:010}.json", kRawPrefix, place.topic, place.kafka_partition,
                     offset);
}

Result<std::optional<int64_t>> end_of_landed(ObjectStore& store, const kafka::TopicPartition& place) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto objects, store.list(fmt::format("{}{}+{}+", kRawPrefix, place.topic,
                                                                        place.kafka_partition)));
  const ObjectInfo* last = nullptr;
  int64_t first_offset = -1;
  for (const auto& object : objects) {
    const auto name = parse_sink_name(object.key);
    const bool is_object = object.key.ends_with(".avro") || object.key.ends_with(".json");
    if (!name || !is_object || name->offset <= first_offset) continue;
    last = &object;
    first_offset = name->offset;
  }
  if (last == nullptr) return std::nullopt;
  auto end = last->key.ends_with(".json") ? end_of_json(store, *last, first_offset)
                                          : end_of_container(store, *last, first_offset);
  if (!end) return fail_with_context(end.error(), "while reading the end of " + store.uri_of(last->key));
  return *end;
}

}  // namespace eigenlake
