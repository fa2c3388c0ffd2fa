#include "eigenlake/ingest/raw_object_reader.h"

#include <cerrno>

#include <fcntl.h>
#include <unistd.h>

#include "eigenlake/ingest/record_gate.h"
#include "eigenlake/object_store/local_object_store.h"
#include "eigenlake/record/record_reader.h"

namespace eigenlake {
namespace {

Result<> decode(std::string_view bytes, RawObject& object) {
  EIGENLAKE_ASSIGN_OR_RETURN(const RecordFormat format, sniff_record_format(bytes));
  object.format = name_of(format);
  EIGENLAKE_ASSIGN_OR_RETURN(const auto records, open_record_stream(bytes));
  while (true) {
    EIGENLAKE_ASSIGN_OR_RETURN(auto record, records->next());
    if (!record) return {};
    pass_gate(*std::move(record), records->number(), object);
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

Result<RawObject> read_raw_object(ObjectStore& store, const ObjectInfo& object) {
  auto got = store.get(object.key);
  RawObject result;
  if (!got && is_forbidden(store, object.key)) {
    result.error = kForbidden;
    return result;
  }
  EIGENLAKE_ASSIGN_OR_RETURN(const std::string bytes, std::move(got));
  if (bytes.size() != object.size_bytes) {
    EIGENLAKE_ASSIGN_OR_RETURN(const ObjectInfo now, store.head(object.key));
    if (now.etag == object.etag)
      return fail(ErrorKind::kStore, "{}: expected {} bytes, found {}", object.key, object.size_bytes,
                  bytes.size());
    // Its next version has another etag, by which the next ingestion will know it as new.
    result.error = fmt::format("changed while it was read: expected {} bytes, found {}", object.size_bytes,
                               bytes.size());
    return result;
  }
  const auto decoded = decode(bytes, result);
  if (decoded) return result;
  return RawObject{.format = result.format, .error = decoded.error().to_string()};
}

}  // namespace eigenlake
