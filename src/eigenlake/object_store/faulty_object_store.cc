// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/object_store/faulty_object_store.h"

namespace eigenlake {
namespace {

void tear(std::string& bytes) {
  bytes.resize(bytes.size() / 2);
}
template <typename T>
void tear(T&) {}

}  // namespace

FaultyObjectStore::FaultyObjectStore(std::shared_ptr<ObjectStore> inner, StoreFault fault)
    : inner_(std::move(inner)), fault_(fault) {}

template <typename T, typename Call>
Result<T> FaultyObjectStore::pass(std::string_view what, std::string_view key, bool is_write, Call call) {
  run_delayed();
  const uint64_t number = ++calls_;
  if (fault_.dead_afterwards && number > fault_.call)
    return fail(ErrorKind::kStore, "{} {}: the store is gone", what, key);
  if (number != fault_.call) return call();
  switch (fault_.kind) {
    case StoreFault::Kind::kFail:
      return fail(ErrorKind::kStore, "{} {}: call {} was made to fail", what, key, number);
    case StoreFault::Kind::kLoseReply:
      static_cast<void>(call());
      return fail(ErrorKind::kUnavailable, "{} {}: the reply of call {} was lost", what, key, number);
    case StoreFault::Kind::kDelay:
      delay([call] { static_cast<void>(call()); });
      return fail(ErrorKind::kUnavailable, "{} {}: call {} was delayed", what, key, number);
    case StoreFault::Kind::kTear:
      break;
  }
  if (is_write) {
    static_cast<void>(inner_->put(std::string(key) + ".torn", "half of it"));
    return fail(ErrorKind::kStore, "{} {}: call {} was torn", what, key, number);
  }
  Result<T> result = call();
  if constexpr (!std::is_void_v<T>) {
    if (result) tear(*result);
  }
  return result;
}

void FaultyObjectStore::delay(std::function<void()> call) {
  const std::lock_guard lock(delayed_mutex_);
  delayed_.push_back(std::move(call));
}

void FaultyObjectStore::run_delayed() {
  std::vector<std::function<void()>> calls;
  {
    const std::lock_guard lock(delayed_mutex_);
    calls.swap(delayed_);
  }
  for (const auto& call : calls) call();
}

Result<std::string> FaultyObjectStore::get(std::string_view key) {
  return pass<std::string>("get", key, false,
                           [inner = inner_, key = std::string(key)] { return inner->get(key); });
}

Result<std::string> FaultyObjectStore::get_range(std::string_view key, uint64_t offset, uint64_t length) {
  return pass<std::string>("get", key, false, [=, inner = inner_, key = std::string(key)] {
    return inner->get_range(key, offset, length);
  });
}

Result<> FaultyObjectStore::put(std::string_view key, std::string_view bytes) {
  return pass<void>("put", key, true, [inner = inner_, key = std::string(key), bytes = std::string(bytes)] {
    return inner->put(key, bytes);
  });
}

Result<> FaultyObjectStore::put_if_absent(std::string_view key, std::string_view bytes) {
  return pass<void>("create", key, true,
                    [inner = inner_, key = std::string(key), bytes = std::string(bytes)] {
                      return inner->put_if_absent(key, bytes);
                    });
}

Result<std::unique_ptr<ObjectWriter>> FaultyObjectStore::open_writer(std::string_view key) {
  return std::make_unique<GatheringWriter>(*this, key);  // All of a large object counts as one call.
}

Result<> FaultyObjectStore::remove(std::string_view key) {
  return pass<void>("remove", key, true,
                    [inner = inner_, key = std::string(key)] { return inner->remove(key); });
}

Result<ObjectInfo> FaultyObjectStore::head(std::string_view key) {
  return pass<ObjectInfo>("head", key, false,
                          [inner = inner_, key = std::string(key)] { return inner->head(key); });
}

Result<std::vector<ObjectInfo>> FaultyObjectStore::list(std::string_view prefix) {
  return pass<std::vector<ObjectInfo>>(
      "list", prefix, false, [inner = inner_, prefix = std::string(prefix)] { return inner->list(prefix); });
}

Result<std::vector<ObjectInfo>> FaultyObjectStore::list_after(std::string_view prefix,
                                                              std::string_view start_after) {
  return pass<std::vector<ObjectInfo>>(
      "list", prefix, false,
      [inner = inner_, prefix = std::string(prefix), start_after = std::string(start_after)] {
        return inner->list_after(prefix, start_after);
      });
}

Result<bool> FaultyObjectStore::honours_put_if_absent() {
  return pass<bool>("probe", "", false, [inner = inner_] { return inner->honours_put_if_absent(); });
}

Result<std::vector<std::string>> FaultyObjectStore::list_names(std::string_view prefix) {
  return pass<std::vector<std::string>>(
      "list", prefix, false,
      [inner = inner_, prefix = std::string(prefix)] { return inner->list_names(prefix); });
}

}  // namespace eigenlake
