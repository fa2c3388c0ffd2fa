#include "eigenlake/ingest/large_object.h"

#include <iterator>
#include <optional>

#include "eigenlake/avro/object_container.h"
#include "eigenlake/ingest/raw_object_reader.h"
#include "eigenlake/ingest/record_gate.h"
#include "eigenlake/record/record_avro.h"
#include "eigenlake/record/record_stream.h"

namespace eigenlake {
namespace {

constexpr uint64_t kMagicBytes = 4;
constexpr std::string_view kChanged = "changed while it was read";

/// Reads records from ranges of an object, and knows an error of the store from one of the bytes.
class Container {
 public:
  Container(ObjectStore& store, const ObjectInfo& object) : store_(store), object_(object) {}

  /// Calls `visit` with each record and its number.
  ///
  /// Errors: of the store and of `visit`; what is wrong with the bytes is returned as a text.
  template <typename Visit>
  Result<std::optional<std::string>> read(Visit visit) {
    auto records = open_avro_stream(
        [this](uint64_t offset, uint64_t length) { return range(offset, length); }, object_.size_bytes);
    if (!records) return defect(std::move(records).error());
    while (true) {
      auto record = (*records)->next();
      if (!record) return defect(std::move(record).error());
      if (!*record) return std::nullopt;
      EIGENLAKE_RETURN_IF_ERROR(visit(**std::move(record), (*records)->number()));
    }
  }

  /// Whether the object is still the one that was listed.
  Result<bool> is_unchanged() {
    EIGENLAKE_ASSIGN_OR_RETURN(const ObjectInfo now, store_.head(object_.key));
    return now.etag == object_.etag;
  }

 private:
  Result<std::string> range(uint64_t offset, uint64_t length) {
    auto bytes = store_.get_range(object_.key, offset, length);
    store_failed_ = !bytes;
    return bytes;
  }

  Result<std::optional<std::string>> defect(Error error) {
    if (!store_failed_) return error.to_string();
    const auto unchanged = is_unchanged();
    if (unchanged && !*unchanged) return std::string(kChanged);
    return std::unexpected(std::move(error));
  }

  ObjectStore& store_;
  const ObjectInfo& object_;
  bool store_failed_ = false;
};

/// About what a record takes in memory.
uint64_t bytes_of(const RunRecord& record) {
  return sizeof(RunRecord) + sizeof(double) * record.iteration_parameters.size() +
         sizeof(RecordIteration) * record.iteration_list.size() +
         sizeof(RecordTerm) * record.hamiltonian.size() + record.ansatz.size();
}

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
    std::ranges::move(part_.faults, std::back_inserter(total_.faults));
    bytes_ = 0;
    RawObject part = std::exchange(part_, {});
    part.format = total_.format;
    return part.experiments.empty() ? Result<>() : sink_(std::move(part));
  }

  RawObject take_total() { return std::move(total_); }

 private:
  uint64_t part_bytes_;
  const PartSink& sink_;
  uint64_t bytes_ = 0;
  RawObject part_;
  RawObject total_{.format = "avro"};
};

}  // namespace

Result<bool> is_large_container(ObjectStore& store, const ObjectInfo& object, uint64_t bytes_max) {
  if (object.size_bytes <= bytes_max || is_forbidden(store, object.key)) return false;
  EIGENLAKE_ASSIGN_OR_RETURN(const auto magic, store.get_range(object.key, 0, kMagicBytes));
  return avro::has_container_magic(magic);
}

Result<RawObject> read_large_container(ObjectStore& store, const ObjectInfo& object, uint64_t part_bytes,
                                       const PartSink& sink) {
  Container container(store, object);
  const auto look = [](RecordOrFault, int64_t) { return Result<>(); };
  EIGENLAKE_ASSIGN_OR_RETURN(auto defect, container.read(look));
  if (defect) return RawObject{.format = "avro", .error = *std::move(defect)};
  Parts parts(part_bytes, sink);
  const auto add = [&](RecordOrFault record, int64_t number) { return parts.add(std::move(record), number); };
  EIGENLAKE_ASSIGN_OR_RETURN(defect, container.read(add));
  EIGENLAKE_RETURN_IF_ERROR(parts.end_part());
  EIGENLAKE_ASSIGN_OR_RETURN(const bool unchanged, container.is_unchanged());
  RawObject total = parts.take_total();
  if (defect || !unchanged) total.error = kChanged;
  return total;
}

}  // namespace eigenlake
