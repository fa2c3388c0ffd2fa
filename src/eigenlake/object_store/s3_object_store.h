// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "eigenlake/object_store/object_store.h"
#include "eigenlake/object_store/s3_client.h"
#include "eigenlake/object_store/s3_put_if_absent.h"

namespace eigenlake {

/// Objects below a prefix of a bucket: Amazon S3, Garage, MinIO and other compatible servers.
///
/// The schemes s3, s3a and s3n name the same place: `key_of` takes all of them, `uri_of` writes the one that
/// the store was opened with. Keys with a part that begins with '.', and the objects named "folder/" with
/// which other programs mark folders, are not listed.
///
/// Integrity: the server checks the SHA-256 of what it is sent, which is signed; whole objects that are read
/// are compared with an ETag that has the form of an MD5, ranges with their length.
class S3ObjectStore final : public ObjectStore {
 public:
  /// Errors: kInvalidInput for a URI that names no place in S3; kUsage for options that cannot work. Connects
  ///         to nothing.
  static Result<std::unique_ptr<S3ObjectStore>> open(std::string_view uri, S3Options options,
                                                     S3Clock clock = S3Clock::system());

  Result<std::string> get(std::string_view key) override;
  Result<std::string> get_range(std::string_view key, uint64_t offset, uint64_t length) override;
  Result<> put(std::string_view key, std::string_view bytes) override;
  Result<> put_all(std::span<const NewObject> objects) override;
  Result<> put_if_absent(std::string_view key, std::string_view bytes) override;
  Result<std::unique_ptr<ObjectWriter>> open_writer(std::string_view key) override;
  Result<> remove(std::string_view key) override;
  Result<> remove_all(std::span<const std::string> keys) override;
  Result<ObjectInfo> head(std::string_view key) override;
  Result<std::vector<ObjectInfo>> list(std::string_view prefix) override;
  Result<std::vector<ObjectInfo>> list_after(std::string_view prefix, std::string_view start_after) override;
  Result<std::vector<ObjectInfo>> list_without(std::string_view prefix,
                                               std::span<const KeyRange> left_out) override;
  Result<std::vector<std::string>> list_names(std::string_view prefix) override;
  Result<bool> honours_put_if_absent() override { return put_if_absent_.is_honoured(); }
  std::string uri_of(std::string_view key) const override;
  Result<std::string> key_of(std::string_view uri) const override;

 private:
  S3ObjectStore(S3Location root, std::shared_ptr<S3Client> client);

  /// Of a key to be read, and of one to be written. Errors: kInvalidInput.
  Result<std::string> key_in_bucket(std::string_view key) const;
  Result<std::string> own_key_in_bucket(std::string_view key) const;
  /// All keys behind `start_after` and before `end_before`; without such a bound where one is empty.
  Result<std::vector<ObjectInfo>> list_between(std::string_view prefix, std::string_view start_after,
                                               std::string_view end_before);
  std::string with_root(std::string_view prefix) const;
  Result<> check_content(const std::string& key, const HttpResponse& response) const;
  Result<> check_bucket();
  Result<> for_each(size_t count, const std::function<Result<>(size_t)>& task) const;

  const S3Location root_;
  std::shared_ptr<S3Client> client_;
  S3PutIfAbsent put_if_absent_;
  std::atomic<bool> bucket_is_there_ = false;
};

}  // namespace eigenlake
