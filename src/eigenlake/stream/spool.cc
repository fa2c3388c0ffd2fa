// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/stream/spool.h"

#include <algorithm>
#include <tuple>

#include "eigenlake/avro/object_container.h"
#include "eigenlake/object_store/local_object_store.h"
#include "eigenlake/record/record_reader.h"
#include "eigenlake/record/record_schema.h"

namespace eigenlake {
namespace {

constexpr std::string_view kSuffix = ".avro";

std::string key_of(std::string_view topic, std::string_view experiment_id) {
  return fmt::format("{}/{}{}", topic, experiment_id, kSuffix);
}

/// Uncompressed: a spooled record is written and read once.
Result<std::string> container_of(std::string_view body) {
  avro::ContainerWriter writer(record_schema(), {.codec = avro::Codec::kNull,
                                                 .metadata = {},
                                                 .schema_json = std::string(record_schema_json()),
                                                 .sync_marker = {}});
  EIGENLAKE_RETURN_IF_ERROR(writer.append_encoded(body));
  return writer.finish();
}

Result<SpooledRecord> record_of(std::string_view file) {
  EIGENLAKE_ASSIGN_OR_RETURN(auto reader, avro::ContainerReader::open(file));
  EIGENLAKE_ASSIGN_OR_RETURN(const auto block, reader.next_block());
  if (!block || block->count != 1)
    return fail(ErrorKind::kCorrupt, "expected one record, found {}", block ? block->count : 0);
  return SpooledRecord{std::string(reader.metadata("avro.schema").value_or("")), std::string(block->data)};
}

}  // namespace

Spool::Spool(const std::filesystem::path& folder, uint64_t bytes_max)
    : Spool(std::make_shared<LocalObjectStore>(folder), folder.string(), bytes_max) {}

Spool::Spool(std::shared_ptr<ObjectStore> store, std::string name, uint64_t bytes_max)
    : store_(std::move(store)), name_(std::move(name)), bytes_max_(bytes_max) {}

Result<> Spool::make_sure_of_room(uint64_t bytes) {
  if (bytes_ && *bytes_ + bytes <= bytes_max_) return {};
  // Listed again before it counts as full: another process may have delivered something.
  EIGENLAKE_ASSIGN_OR_RETURN(const auto files, store_->list(""));
  uint64_t held = 0;
  for (const auto& file : files) held += file.size_bytes;
  bytes_ = held;
  if (held + bytes <= bytes_max_) return {};
  return fail(ErrorKind::kResourceLimit,
              "the spool {} has no room for a record of {} bytes: {} records take {} of {} bytes; deliver "
              "them with 'eigenlake publish --spool {}', or raise spool-size",
              name_, bytes, files.size(), held, bytes_max_, name_);
}

Result<> Spool::put(std::string_view topic, const std::string& experiment_id, std::string_view body) {
  EIGENLAKE_ASSIGN_OR_RETURN(const std::string file, container_of(body));
  EIGENLAKE_RETURN_IF_ERROR(make_sure_of_room(file.size()));
  if (auto done = store_->put(key_of(topic, experiment_id), file); !done)
    return fail_with_context(done.error(), "while writing a record into the spool " + name_);
  *bytes_ += file.size();
  return {};
}

Result<std::optional<SpooledRecord>> Spool::get(std::string_view topic, const std::string& experiment_id) {
  const auto file = store_->get(key_of(topic, experiment_id));
  if (!file && file.error().kind == ErrorKind::kNotFound) return std::nullopt;
  if (!file) return std::unexpected(file.error());
  auto record = record_of(*file);
  if (!record)
    return fail_with_context(record.error(), "while reading " + store_->uri_of(key_of(topic, experiment_id)));
  return *std::move(record);
}

Result<std::optional<RunRecord>> Spool::get_record(std::string_view topic, const std::string& experiment_id) {
  const auto file = store_->get(key_of(topic, experiment_id));
  if (!file && file.error().kind == ErrorKind::kNotFound) return std::nullopt;
  if (!file) return std::unexpected(file.error());
  EIGENLAKE_ASSIGN_OR_RETURN(auto records, read_records(*file));
  if (records.size() != 1)
    return fail(ErrorKind::kCorrupt, "{}: expected one record, found {}",
                store_->uri_of(key_of(topic, experiment_id)), records.size());
  return std::move(records[0]);
}

Result<> Spool::remove(std::string_view topic, const std::string& experiment_id) {
  return store_->remove(key_of(topic, experiment_id));
}

Result<std::vector<std::string>> Spool::waiting(std::string_view topic) {
  const std::string folder = fmt::format("{}/", topic);
  EIGENLAKE_ASSIGN_OR_RETURN(auto files, store_->list(folder));
  std::ranges::sort(files, {}, [](const ObjectInfo& file) { return std::tie(file.modified_ms, file.key); });
  std::vector<std::string> ids;
  for (const auto& file : files) {
    if (file.key.ends_with(kSuffix))
      ids.push_back(file.key.substr(folder.size(), file.key.size() - folder.size() - kSuffix.size()));
  }
  return ids;
}

}  // namespace eigenlake
