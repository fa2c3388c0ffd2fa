// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "eigenlake/object_store/object_store.h"

namespace eigenlake {

/// How call number `call` (from 1) of a FaultyObjectStore goes wrong.
struct StoreFault {
  enum class Kind {
    kFail,       ///< Nothing happens; kStore.
    kLoseReply,  ///< The call takes effect; kUnavailable.
    kTear,   ///< A write leaves a temporary beside its place, nothing under the key; reads give half; kStore.
    kDelay,  ///< The call takes effect when the next call begins; kUnavailable.
  };
  uint64_t call = 0;
  Kind kind = Kind::kFail;
  bool dead_afterwards = false;  ///< Every later call fails too, as after a kill.
};

/// A store that passes every call on to another one, except the ones that it spoils. `put_all` and
/// `remove_all` are passed on object by object, so each of them counts.
class FaultyObjectStore final : public ObjectStore {
 public:
  FaultyObjectStore(std::shared_ptr<ObjectStore> inner, StoreFault fault);

  Result<std::string> get(std::string_view key) override;
  Result<std::string> get_range(std::string_view key, uint64_t offset, uint64_t length) override;
  Result<> put(std::string_view key, std::string_view bytes) override;
  Result<> put_if_absent(std::string_view key, std::string_view bytes) override;
  Result<std::unique_ptr<ObjectWriter>> open_writer(std::string_view key) override;
  Result<> remove(std::string_view key) override;
  Result<ObjectInfo> head(std::string_view key) override;
  bool has_cheap_head() const override { return inner_->has_cheap_head(); }
  Result<std::vector<ObjectInfo>> list(std::string_view prefix) override;
  Result<std::vector<ObjectInfo>> list_after(std::string_view prefix, std::string_view start_after) override;
  Result<std::vector<std::string>> list_names(std::string_view prefix) override;
  Result<bool> honours_put_if_absent() override;
  std::string uri_of(std::string_view key) const override { return inner_->uri_of(key); }
  Result<std::string> key_of(std::string_view uri) const override { return inner_->key_of(uri); }

  /// Calls so far; run once without a fault to learn how many places there are.
  uint64_t calls() const { return calls_; }

 private:
  template <typename T, typename Call>
  Result<T> pass(std::string_view what, std::string_view key, bool is_write, Call call);
  void delay(std::function<void()> call);
  void run_delayed();

  std::shared_ptr<ObjectStore> inner_;
  StoreFault fault_;
  std::atomic<uint64_t> calls_ = 0;
  std::mutex delayed_mutex_;
  std::vector<std::function<void()>> delayed_;
};

}  // namespace eigenlake
