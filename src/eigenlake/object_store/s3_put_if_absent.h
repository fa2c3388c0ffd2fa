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
/// Some servers take the condition and replace the object all the same; some check it, but not in one step
/// with the write. So the server is asked once: it must refuse a second creation, and of several at once let
/// exactly one through. The answer is kept in an object beside the data, with the server's own name, so that
/// it is asked again where the data has moved.
///
/// Threads: every function may be called from several threads at once.
class S3PutIfAbsent {
 public:
  /// `folder` is a prefix in the bucket, empty or ending in '/', for the marker and for scratch objects.
  S3PutIfAbsent(std::shared_ptr<S3Client> client, std::string folder);

  /// Whether the server keeps the promise. Errors: of S3Client; nothing is remembered then.
  Result<bool> is_honoured();

  /// Errors: kAlreadyExists  there is an object with other bytes, or was before;
  ///         kUnsupported    the server does not keep the promise; nothing was written;
  ///         kUnavailable    the outcome is not known.
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
  std::string server_;  ///< What the server called itself when it was last asked.
};

}  // namespace eigenlake
