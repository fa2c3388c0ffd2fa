// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "eigenlake/base/error.h"
#include "eigenlake/object_store/s3_client.h"

namespace eigenlake {

/// Exclusive creation on S3, "If-None-Match: *", for servers that can be trusted with it.
///
/// Some servers ignore the condition; some check it, but not in one step with the write. So the server is
/// probed once: it must reject a second creation, and let exactly one of several at once succeed. The answer
/// is kept in an object beside the data, with the server's own name, so that moved data are probed again.
///
/// Threads: every function may be called from several threads at once.
class S3PutIfAbsent {
 public:
  /// `folder` is a prefix in the bucket, empty or ending in '/', for the marker and for scratch objects.
  S3PutIfAbsent(std::shared_ptr<S3Client> client, std::string folder);

  /// Whether the server honours the condition. Errors: of S3Client; nothing is stored then.
  Result<bool> is_honoured();

  /// Errors: kAlreadyExists  there is an object with other bytes, or was before;
  ///         kUnsupported    the server does not honour the condition; nothing was written;
  ///         kUnavailable    the outcome is unknown.
  Result<> put(const std::string& key, std::string_view bytes);

 private:
  Result<> create(const std::string& key, std::string_view bytes);
  Result<> resolve_lost_reply(const std::string& key, std::string_view bytes, const Error& refusal);
  Result<std::optional<bool>> read_marker();
  Result<bool> probe();
  Result<bool> refuses_second(const std::string& key);
  Result<bool> lets_one_of_many_through(const std::string& key);
  void write_marker(bool is_honoured);

  std::shared_ptr<S3Client> client_;
  const std::string folder_;
  std::mutex mutex_;
  std::optional<bool> known_;
  std::string server_;  ///< What the server called itself when it was last probed.
};

}  // namespace eigenlake
