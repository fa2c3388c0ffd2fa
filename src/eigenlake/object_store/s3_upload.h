// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include "eigenlake/object_store/object_store.h"
#include "eigenlake/object_store/s3_client.h"

namespace eigenlake {

/// Writes one object of any size: up to a part's size in one request, beyond it as a multipart upload whose
/// parts are sent side by side while the next one is filled.
///
/// Memory:  at most (parallelism + 1) parts.
/// Threads: one thread at a time.
class S3Upload final : public ObjectWriter {
 public:
  S3Upload(std::shared_ptr<S3Client> client, std::string key);
  /// Waits for parts in transit and aborts the upload unless it was finished.
  ~S3Upload() override;
  S3Upload(const S3Upload&) = delete;
  S3Upload& operator=(const S3Upload&) = delete;

  Result<> write(std::string_view bytes) override;
  Result<> finish() override;

 private:
  Result<> begin_upload();
  Result<> send_part();  ///< The buffer, as the next part.
  Result<> collect_part();
  Result<> complete();
  Result<> resolve_unknown_outcome(const Error& refusal);
  void abort();

  std::shared_ptr<S3Client> client_;
  const std::string key_;
  std::string buffer_;
  std::string upload_id_;                               ///< Empty: none begun.
  std::deque<std::future<Result<std::string>>> parts_;  ///< In transit, oldest first; give ETags.
  std::vector<std::string> etags_;                      ///< Of the parts before those.
  uint64_t size_bytes_ = 0;
};

/// Writes or replaces an object in one request.
Result<> put_object(S3Client& client, const std::string& key, std::string_view bytes);

}  // namespace eigenlake
