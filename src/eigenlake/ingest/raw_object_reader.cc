// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/ingest/raw_object_reader.h"

#include <cerrno>

#include <fcntl.h>
#include <unistd.h>

#include "eigenlake/lake/batch_source.h"
#include "eigenlake/object_store/local_object_store.h"

namespace eigenlake {
namespace {

/// Adds the records to the object. Errors: kResourceLimit also where it has to be read in parts.
Result<> decode(std::string_view bytes, DecodeBudget& budget, RawObject& object, uint64_t& spent) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto source, open_records(bytes, budget.limits()));
  object.format = name_of(source.format);
  while (true) {
    EIGENLAKE_ASSIGN_OR_RETURN(auto record, source.records->next());
    if (!record) return {};
    const uint64_t size = *record ? bytes_of(**record) : 0;
    spent += size;
    if (!budget.spend(size))
      return fail(ErrorKind::kResourceLimit, "the records of a window take too much memory");
    pass_gate(*std::move(record), source.records->number(), object);
  }
}

}  // namespace

bool is_forbidden(ObjectStore& store, const std::string& key) {
  const auto* local = dynamic_cast<const LocalObjectStore*>(&store);
  if (local == nullptr) return false;
  const int descriptor = ::open(local->path_of(key).c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return errno == EACCES;
  ::close(descriptor);
  return false;
}

std::string reason_to_leave_out(ObjectStore& store, const std::string& key, const Error& error) {
  if (is_forbidden(store, key)) return std::string(kForbidden);
  // What a landing left in the state store must be there: nothing else has it.
  if (error.kind != ErrorKind::kNotFound || is_direct(key)) return "";
  return "it was listed but is gone; once it is back, call `eigenlake quarantine retry`";
}

Result<RawObject> read_raw_object(ObjectStore& store, const ObjectInfo& object, DecodeBudget& budget) {
  const auto bytes = store.get(object.key);
  RawObject result;
  if (!bytes) {
    result.error = reason_to_leave_out(store, object.key, bytes.error());
    if (result.error.empty()) return std::unexpected(bytes.error());
    return result;
  }
  if (bytes->size() != object.size_bytes) {
    const auto now = store.head(object.key);
    if (!now && now.error().kind != ErrorKind::kNotFound) return std::unexpected(now.error());
    if (now && now->etag == object.etag)
      return fail(ErrorKind::kStore, "{}: expected {} bytes, found {}", object.key, object.size_bytes,
                  bytes->size());
    // Its next version has another etag, by which the next ingestion will know it as new.
    result.error = fmt::format("changed while it was read: expected {} bytes, found {}", object.size_bytes,
                               bytes->size());
    return result;
  }
  uint64_t spent = 0;
  const auto decoded = decode(*bytes, budget, result, spent);
  if (decoded) return result;
  budget.give_back(spent);  // Nothing of it is kept.
  if (decoded.error().kind == ErrorKind::kResourceLimit) return RawObject{.is_too_large = true};
  return RawObject{.format = result.format, .error = decoded.error().to_string()};
}

}  // namespace eigenlake
