// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/ingest/waiting_records.h"

#include <array>

#include "eigenlake/ingest/ingest_options.h"
#include "eigenlake/ingest/large_object.h"
#include "eigenlake/ingest/raw_object_reader.h"
#include "eigenlake/ingest/raw_record.h"

namespace eigenlake {
namespace {

/// Hands on what is wanted, each once.
class WantedRecords {
 public:
  WantedRecords(std::set<std::string> wanted, const WaitingRecordVisitor& visit)
      : wanted_(std::move(wanted)), visit_(visit) {}

  bool none_left() const { return wanted_.empty(); }
  bool wants(std::string_view id) const { return wanted_.contains(std::string(id)); }
  void take(const RawObject& object) {
    for (const Experiment& experiment : object.experiments)
      if (wanted_.erase(experiment.id) > 0) visit_(experiment.id, experiment.record);
  }

 private:
  std::set<std::string> wanted_;
  const WaitingRecordVisitor& visit_;
};

/// An object that is gone meanwhile holds nothing.
Result<> read_into(WantedRecords& wanted, ObjectStore& store, const ObjectInfo& object) {
  const uint64_t part_bytes = IngestOptions().window_bytes;
  const auto take_part = [&](RawObject&& part) -> Result<> {
    wanted.take(part);
    return {};
  };
  const auto done = [&]() -> Result<> {
    RawObject whole{.is_too_large = object.size_bytes > part_bytes};
    DecodeBudget budget(part_bytes);
    if (!whole.is_too_large) {
      EIGENLAKE_ASSIGN_OR_RETURN(whole, read_raw_object(store, object, budget));
    }
    if (whole.is_too_large) {
      EIGENLAKE_RETURN_IF_ERROR(read_in_parts(store, object, part_bytes, take_part));
      return {};
    }
    wanted.take(whole);
    return {};
  }();
  if (!done && done.error().kind != ErrorKind::kNotFound) return done;
  return {};
}

}  // namespace

Result<> read_waiting_records(const Lake& lake, std::span<const ObjectInfo> objects,
                              std::set<std::string> wanted, const WaitingRecordVisitor& visit) {
  WantedRecords records(std::move(wanted), visit);
  std::vector<const ObjectInfo*> of_others;
  for (const ObjectInfo& object : objects) {
    const auto id = experiment_in_raw_key(object.key);
    if (!id) of_others.push_back(&object);
    if (id && records.wants(*id)) EIGENLAKE_RETURN_IF_ERROR(read_into(records, lake.raw_store(), object));
  }
  for (const ObjectInfo* object : of_others) {
    if (records.none_left()) return {};
    EIGENLAKE_RETURN_IF_ERROR(read_into(records, lake.raw_store(), *object));
  }
  return {};
}

Result<std::vector<ObjectInfo>> raw_records_since(const Lake& lake, int64_t unix_nanos) {
  // Times of this century have nineteen digits, so that their order is that of the keys.
  const std::string first = fmt::format("{}0", kRawPrefix);
  const std::string since = fmt::format("{}{:019}", kRawPrefix, unix_nanos);
  const std::string behind_digits = fmt::format("{}:", kRawPrefix);
  const std::string last = fmt::format("{}\x7f", kRawPrefix);
  const std::array<KeyRange, 2> left_out = {{{first, since}, {behind_digits, last}}};
  EIGENLAKE_ASSIGN_OR_RETURN(auto objects, lake.raw_store().list_without(kRawPrefix, left_out));
  std::erase_if(objects, [](const ObjectInfo& object) { return !experiment_in_raw_key(object.key); });
  return objects;
}

}  // namespace eigenlake
