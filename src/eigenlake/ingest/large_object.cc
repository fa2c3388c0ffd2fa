// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/ingest/large_object.h"

#include <optional>
#include <utility>

#include "eigenlake/ingest/raw_object_reader.h"
#include "eigenlake/record/record_reader.h"

namespace eigenlake {
namespace {

constexpr std::string_view kChanged = "changed while it was read";

/// Reads an object piece by piece, and tells an error of the store from one of the bytes.
class PiecewiseObject {
 public:
  PiecewiseObject(ObjectStore& store, const ObjectInfo& object) : store_(store), object_(object) {}

  /// Calls `visit` with the object's records at its beginning.
  ///
  /// Errors: of the store and of `visit`; what is wrong with the bytes is returned as a text.
  Result<std::optional<std::string>> read(const std::function<Result<>(RecordStream&)>& visit) {
    auto source = open_records(bytes());
    if (!source) return defect(std::move(source).error());
    format_ = name_of(source->format);
    auto visited = visit(*source->records);
    if (visited) return std::nullopt;
    if (sink_failed_) return std::unexpected(std::move(visited).error());
    return defect(std::move(visited).error());
  }

  /// What follows is an error of whoever takes the records.
  Result<> of_sink(Result<> taken) {
    sink_failed_ = !taken;
    return taken;
  }

  /// Whether the object is still the one that was listed.
  Result<bool> is_unchanged() {
    const auto now = store_.head(object_.key);
    if (!now && now.error().kind != ErrorKind::kNotFound) return std::unexpected(now.error());
    return now && now->etag == object_.etag;
  }

  const std::string& format() const { return format_; }

 private:
  ReadNext bytes() {
    return [this, next = object_bytes(store_, object_.key, object_.size_bytes)](uint64_t length) {
      auto piece = next(length);
      store_failed_ = !piece;
      return piece;
    };
  }

  Result<std::optional<std::string>> defect(Error error) {
    if (!store_failed_) return error.to_string();
    if (auto reason = reason_to_leave_out(store_, object_.key, error); !reason.empty()) return reason;
    const auto unchanged = is_unchanged();
    if (unchanged && !*unchanged) return std::string(kChanged);
    return std::unexpected(std::move(error));
  }

  ObjectStore& store_;
  const ObjectInfo& object_;
  std::string format_ = "unknown";
  bool store_failed_ = false;
  bool sink_failed_ = false;
};

/// Collects records into parts and hands them on.
class Parts {
 public:
  Parts(uint64_t part_bytes, const PartSink& sink) : part_bytes_(part_bytes), sink_(sink) {}

  Result<> add(RecordOrFault record, int64_t number) {
    bytes_ += record ? bytes_of(*record) : 0;
    pass_gate(std::move(record), number, part_);
    return bytes_ < part_bytes_ ? Result<>() : end_part();
  }

  Result<> end_part() {
    total_.records += part_.records;
    total_.faults.add(std::move(part_.faults));
    bytes_ = 0;
    RawObject part = std::exchange(part_, {});
    return part.experiments.empty() ? Result<>() : sink_(std::move(part));
  }

  RawObject take_total() { return std::move(total_); }

 private:
  uint64_t part_bytes_;
  const PartSink& sink_;
  uint64_t bytes_ = 0;
  RawObject part_;
  RawObject total_;
};

Result<> look_at_all(RecordStream& records) {
  while (true) {
    EIGENLAKE_ASSIGN_OR_RETURN(const bool is_more, records.skip());
    if (!is_more) return {};
  }
}

}  // namespace

Result<RawObject> read_in_parts(ObjectStore& store, const ObjectInfo& object, uint64_t part_bytes,
                                const PartSink& sink) {
  PiecewiseObject pieces(store, object);
  EIGENLAKE_ASSIGN_OR_RETURN(auto defect, pieces.read(look_at_all));
  if (defect) return RawObject{.format = pieces.format(), .error = *std::move(defect)};
  Parts parts(part_bytes, sink);
  const auto add_all = [&](RecordStream& records) -> Result<> {
    while (true) {
      EIGENLAKE_ASSIGN_OR_RETURN(auto record, records.next());
      if (!record) return {};
      EIGENLAKE_RETURN_IF_ERROR(pieces.of_sink(parts.add(*std::move(record), records.number())));
    }
  };
  EIGENLAKE_ASSIGN_OR_RETURN(defect, pieces.read(add_all));
  EIGENLAKE_RETURN_IF_ERROR(parts.end_part());
  EIGENLAKE_ASSIGN_OR_RETURN(const bool unchanged, pieces.is_unchanged());
  RawObject total = parts.take_total();
  total.format = pieces.format();
  if (defect || !unchanged) total.error = kChanged;
  return total;
}

}  // namespace eigenlake
