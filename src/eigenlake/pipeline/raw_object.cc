#include "eigenlake/pipeline/raw_object.h"

#include <cerrno>

#include <fcntl.h>
#include <unistd.h>

#include "eigenlake/chem/basis_set.h"
#include "eigenlake/object_store/local_object_store.h"
#include "eigenlake/pipeline/lake.h"
#include "eigenlake/record/experiment_id.h"
#include "eigenlake/record/record_reader.h"

namespace eigenlake {
namespace {

Result<> add_experiment(RawObject& object, RunRecord&& record) {
  EIGENLAKE_RETURN_IF_ERROR(check_record(record));
  EIGENLAKE_ASSIGN_OR_RETURN(auto id, experiment_id(record));
  record.basis_set = canonical_basis_name(record.basis_set);
  object.experiments.push_back({std::move(id), std::move(record)});
  return {};
}

Result<> decode(std::string_view bytes, RawObject& object) {
  EIGENLAKE_ASSIGN_OR_RETURN(const RecordFormat format, sniff_record_format(bytes));
  object.format = name_of(format);
  return for_each_record(bytes, [&](RunRecord&& record) -> Result<> {
    const size_t number = object.experiments.size() + 1;
    auto added = add_experiment(object, std::move(record));
    if (!added) return fail_with_context(std::move(added).error(), fmt::format("record {}", number));
    return {};
  });
}

/// Whether it is this one object that we may not read. Only local files are asked: elsewhere a refusal tells
/// of the credentials rather than of the object.
bool is_forbidden(ObjectStore& store, const std::string& key) {
  const auto* local = dynamic_cast<const LocalObjectStore*>(&store);
  if (local == nullptr) return false;
  const int descriptor = ::open(local->path_of(key).c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return errno == EACCES;
  ::close(descriptor);
  return false;
}

}  // namespace

Result<RawObject> read_raw_object(ObjectStore& store, const ObjectInfo& object) {
  auto got = store.get(object.key);
  RawObject result;
  if (!got && is_forbidden(store, object.key)) {
    result.error = "permission denied; allow reading it and touch it, so that it counts as new";
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
  result.experiments.clear();
  result.error = decoded.error().to_string();
  return result;
}

Result<std::vector<ObjectInfo>> list_raw_objects(ObjectStore& store) {
  return store.list(kRawPrefix);
}

}  // namespace eigenlake
